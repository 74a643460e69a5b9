import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

/** A stream of the browser's, in the hands of the test. */
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
  say(kind: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }))
  }
}
const newest = () => Stream.all[Stream.all.length - 1]!

describe('the live stream', () => {
  let live: typeof import('./useLive')
  let asked: string[]

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.resetModules()
    Stream.all = []
    asked = []
    vi.stubGlobal('EventSource', Stream)
    vi.stubGlobal('fetch', async (path: string) => {
      asked.push(path)
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

  it('is alive as long as the server gives its sign, and is opened anew when it is silent for a minute', () => {
    newest().onopen()
    for (let sign = 0; sign < 12; sign++) {
      vi.advanceTimersByTime(20_000)
      newest().say('ping')
    }
    expect(Stream.all).toHaveLength(1)
    vi.advanceTimersByTime(80_000)
    expect(Stream.all).toHaveLength(2)
  })

  it('is opened anew when it never opens', () => {
    vi.advanceTimersByTime(80_000)
    expect(Stream.all.length).toBeGreaterThan(1)
  })

  it('asks whether one is still signed in when it is refused, not when the line breaks', async () => {
    const { whenSignedOut } = await import('@/lib/client')
    let out = 0
    whenSignedOut(() => out++)
    newest().onerror()
    await vi.advanceTimersByTimeAsync(2000)
    expect([asked, out]).toEqual([[], 0])
    newest().readyState = Stream.CLOSED
    newest().onerror()
    await vi.advanceTimersByTimeAsync(10)
    expect([asked, out]).toEqual([['/api/me'], 1])
  })

  it('tells of its beginning and of each return', () => {
    const told: boolean[] = []
    live.onReturn((begins) => told.push(begins))
    newest().onopen()
    newest().onerror()
    vi.advanceTimersByTime(2000)
    newest().onopen()
    expect(told).toEqual([true, false])
  })
})
