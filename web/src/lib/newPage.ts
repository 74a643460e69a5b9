let hasFailed = false

/** After an upgrade of the server the chunks of this page are gone, and its index.html names another entry. */
async function isUpgraded(index: Response): Promise<boolean> {
  const entry = document.querySelector<HTMLScriptElement>('script[type=module]')?.getAttribute('src')
  return Boolean(entry) && !(await index.text()).includes(String(entry))
}

/**
 * For a module of the app that did not load. Many browsers remember that for the life of the page (Chromium 150 and older), so
 * the second failure opens the path as a new page, as does an upgraded server. Returns false, and does nothing, after the first
 * failure and while the server cannot be reached.
 */
export async function openNewPage(path: string): Promise<boolean> {
  const isFirst = !hasFailed
  hasFailed = true
  const index = await fetch('/', { cache: 'no-store' }).catch(() => null)
  if (index?.ok !== true || (isFirst && !(await isUpgraded(index)))) return false
  window.location.assign(path)
  return true
}
