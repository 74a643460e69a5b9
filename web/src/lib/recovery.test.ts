import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

describe('an outage', () => {
  let ready: boolean
  let asked: string[]
  let refetches: number
  let awaitRecovery: () => Promise<void>

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.resetModules()
    ready = true
    asked = []
    refetches = 0
    vi.stubGlobal('fetch', async (request: Request) => {
      asked.push(new URL(request.url).pathname)
      return ready ? new Response('ready\n') : new Response('not ready\n', { status: 503 })
    })
    awaitRecovery = (await import('./recovery')).awaitRecovery
    const { onReconnect } = await import('./live/useLive')
    onReconnect(() => ++refetches)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('ends with one fetch of everything, however many requests failed', async () => {
    ready = false
    const all = [awaitRecovery(), awaitRecovery()]
    await vi.advanceTimersByTimeAsync(60_000)
    expect(refetches).toBe(0)
    expect(asked.length).toBeGreaterThan(3)
    ready = true
    await vi.advanceTimersByTimeAsync(15_000)
    await Promise.all(all)
    expect(refetches).toBe(1)
  })

  it('is none while the server is ready: one gateway failed', async () => {
    await awaitRecovery()
    expect(asked).toEqual(['/readyz'])
    expect(refetches).toBe(0)
  })
})
