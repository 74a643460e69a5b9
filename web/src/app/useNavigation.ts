import { ref } from 'vue'
import type { Router } from 'vue-router'
import { tell } from '@/lib/useToast'

/** From one page to the next: over a slow line a page takes a while to come, over none it does not come at all. */
const going = ref(false)
const lost = ref(false)
const patience = 150
let timer: ReturnType<typeof setTimeout> | undefined

function arrived(): void {
  clearTimeout(timer)
  going.value = false
}

/** After an upgrade the parts of this page are gone, and the page that the server gives is another. */
async function isUpgraded(): Promise<boolean> {
  const own = document.querySelector<HTMLScriptElement>('script[type=module]')?.getAttribute('src')
  const answer = await fetch('/', { cache: 'no-store' }).catch(() => null)
  return Boolean(own) && answer?.ok === true && !(await answer.text()).includes(String(own))
}

/** `sorry` says why a page did not come. */
export function followWay(router: Router, sorry: () => string): void {
  router.beforeEach(() => {
    clearTimeout(timer)
    timer = setTimeout(() => (going.value = true), patience)
  })
  router.afterEach(arrived)
  router.onError(async (_error, to) => {
    if (await isUpgraded()) return window.location.assign(to.fullPath)
    arrived()
    if (router.currentRoute.value.matched.length === 0) lost.value = true
    else tell(sorry(), true)
  })
}

export const useWay = () => ({ going, lost })
