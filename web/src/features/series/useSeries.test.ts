import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, nextTick, reactive, type App } from 'vue'
import type { Greenhouse, Stream } from '@/lib/types'

const begun = Date.parse('2026-11-23T08:00:00Z')
const hours = (n: number) => n * 3_600_000
const stream = (quantity: string): Stream => ({ id: 1, quantity, unit: 'Cel', latest: null })
let failing = false
let stored: string | null = null

describe('a curve', () => {
  let app: App
  let asked: URL[]
  let curve: ReturnType<typeof import('./useSeries').useCurve>
  let greenhouse: Greenhouse

  async function begin(streams: Stream[]): Promise<void> {
    const { useCurve } = await import('./useSeries')
    greenhouse = reactive({ id: 3, streams }) as unknown as Greenhouse
    app = createApp(defineComponent({
      setup() {
        curve = useCurve(() => greenhouse)
        return () => null
      }
    }))
    app.mount(document.createElement('div'))
    await vi.advanceTimersByTimeAsync(0)
  }
  const wanted = () => Date.parse(asked[asked.length - 1]!.searchParams.get('to')!)

  beforeEach(() => {
    vi.useFakeTimers({ now: begun })
    vi.resetModules()
    asked = []
    failing = false
    stored = null
    vi.stubGlobal('fetch', async (path: string) => {
      if (failing) throw new TypeError('no line')
      const url = new URL(path, 'http://x')
      asked.push(url)
      const to = stored ?? url.searchParams.get('to')
      const from = stored ? new Date(Date.parse(stored) - hours(24)).toISOString() : url.searchParams.get('from')
      const headers: Record<string, string> = stored ? { 'X-Stored-At': stored } : {}
      return new Response(JSON.stringify({ from, to, step: 1, series: [], nights: [], bands: [], events: [] }), { headers })
    })
  })
  afterEach(() => {
    app.unmount()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('goes along with the clock, and is at present again however long the phone slept', async () => {
    await begin([stream('air_temperature')])
    vi.setSystemTime(begun + hours(7))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(wanted()).toBeGreaterThanOrEqual(begun + hours(7))
  })

  it('stays where somebody went back to', async () => {
    await begin([stream('air_temperature')])
    curve.shift(-1)
    await vi.advanceTimersByTimeAsync(0)
    vi.setSystemTime(begun + hours(7))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(wanted()).toBe(begun - hours(24))
    curve.shift(1)
    await vi.advanceTimersByTimeAsync(0)
    expect(curve.atPresent.value).toBe(false)
    curve.shift(1)
    vi.setSystemTime(begun + hours(9))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(wanted()).toBeGreaterThanOrEqual(begun + hours(9))
  })

  it('stands under its own dates, not under those that were asked for', async () => {
    stored = '2026-11-20T06:00:00.000Z'
    await begin([stream('air_temperature')])
    expect(curve.shown.value).toEqual([Date.parse(stored) - hours(24), Date.parse(stored)])
  })

  it('does not stand under the name of another part that did not come', async () => {
    await begin([stream('air_temperature'), stream('soil_moisture')])
    expect(curve.request.value.state).toBe('done')
    failing = true
    curve.shift(-1)
    await vi.advanceTimersByTimeAsync(0)
    expect(curve.request.value).toMatchObject({ state: 'failed', value: null })
    expect(curve.shown.value[1]).toBe(begun - hours(24))
  })

  it('begins with the first reading of a greenhouse that had none, and knows the last ones', async () => {
    await begin([])
    expect(asked).toHaveLength(0)
    greenhouse.streams.push({ ...stream('soil_moisture'), latest: { value: 1, at: '2026-11-23T07:00:00Z', unit: '%', ageSeconds: 0, stale: false, staleAfter: 600 } })
    await nextTick()
    await vi.advanceTimersByTimeAsync(0)
    expect(asked[0]!.searchParams.get('quantities')).toBe('soil_moisture')
    expect(curve.last.value).toBe('2026-11-23T07:00:00Z')
  })
})
