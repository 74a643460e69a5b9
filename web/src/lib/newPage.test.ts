import { beforeEach, describe, expect, it, vi } from 'vitest'

describe('a new page', () => {
  let openNewPage: typeof import('./newPage').openNewPage
  const assign = vi.fn()
  const fetch = vi.fn<() => Promise<Response>>()

  beforeEach(async () => {
    vi.resetModules()
    assign.mockReset()
    fetch.mockReset().mockImplementation(async () => new Response('<script type="module" src="/assets/index-1.js">'))
    vi.stubGlobal('fetch', fetch)
    vi.stubGlobal('location', { ...window.location, assign })
    const entry = document.createElement('script')
    entry.setAttribute('src', '/assets/index-1.js')
    vi.spyOn(document, 'querySelector').mockReturnValue(entry)
    openNewPage = (await import('./newPage')).openNewPage
  })

  it('opens after the second failure of a module', async () => {
    expect(await openNewPage('/devices')).toBe(false)
    expect(assign).not.toHaveBeenCalled()
    expect(await openNewPage('/devices')).toBe(true)
    expect(assign).toHaveBeenCalledWith('/devices')
  })

  it('opens at once where the server was upgraded', async () => {
    fetch.mockResolvedValueOnce(new Response('<script type="module" src="/assets/index-2.js">'))
    expect(await openNewPage('/devices')).toBe(true)
  })

  it('does not open while the server cannot be reached', async () => {
    fetch.mockRejectedValue(new TypeError('no network'))
    expect(await openNewPage('/devices')).toBe(false)
    expect(await openNewPage('/devices')).toBe(false)
    expect(assign).not.toHaveBeenCalled()
  })

  it('opens after a failure from before the server could be reached', async () => {
    fetch.mockRejectedValueOnce(new TypeError('no network'))
    await openNewPage('/devices')
    expect(await openNewPage('/devices')).toBe(true)
  })
})
