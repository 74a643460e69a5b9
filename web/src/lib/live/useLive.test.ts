import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

/** A fake EventSource, driven by the test. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static all: Stream[] = []
  readyState = 0
  onopen: () => void = () => undefined
  onerror: () => void = () => undefined
  constructor() {
    super()
    Stream.all.push(this)
  }
  close(): void {
    this.readyState = Stream.CLOSED
  }
  emit(kind: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }))
  }
}
const newest = () => Stream.all[Stream.all.length - 1]!

describe('the live stream', () => {
  let live: typeof import('./useLive')
  let requested: string[]

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.resetModules()
    Stream.all = []
    requested = []
    vi.stubGlobal('EventSource', Stream)
    vi.stubGlobal('fetch', async (request: Request) => {
      requested.push(new URL(request.url).pathname)
      return new Response('{"code":"unauthenticated"}', { status: 401 })
    })
    live = await import('./useLive')
    live.startLive(7)
  })
  afterEach(() => {
    live.stopLive()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('reconnects after a minute without a heartbeat', () => {
    newest().onopen()
    for (let sign = 0; sign < 12; sign++) {
      vi.advanceTimersByTime(20_000)
      newest().emit('ping')
    }
    expect(Stream.all).toHaveLength(1)
    vi.advanceTimersByTime(80_000)
    expect(Stream.all).toHaveLength(2)
  })

  it('reconnects when it never opens', () => {
    vi.advanceTimersByTime(80_000)
    expect(Stream.all.length).toBeGreaterThan(1)
  })

  it('checks the session when the stream is refused, not when the connection breaks', async () => {
    const { onUnauthenticated } = await import('@/lib/client')
    let out = 0
    onUnauthenticated(() => out++)
    newest().onerror()
    await vi.advanceTimersByTimeAsync(2000)
    expect([requested, out]).toEqual([[], 0])
    newest().readyState = Stream.CLOSED
    newest().onerror()
    await vi.advanceTimersByTimeAsync(10)
    expect([requested, out]).toEqual([['/api/me'], 1])
  })

  it('reports the first connection and each reconnection', () => {
    const reported: boolean[] = []
    live.onReconnect((begins) => reported.push(begins))
    newest().onopen()
    newest().onerror()
    vi.advanceTimersByTime(2000)
    newest().onopen()
    expect(reported).toEqual([true, false])
  })
})
