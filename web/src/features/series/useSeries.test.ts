import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, nextTick, reactive, type App } from 'vue'
import type { Greenhouse, Stream } from '@/lib/types'

const startedAt = Date.parse('2026-11-23T08:00:00Z')
const hours = (n: number) => n * 3_600_000
const stream = (quantity: string): Stream => ({ id: 1, quantity, unit: 'Cel', latest: null })
let failing = false
let stored: string | null = null

describe('useSeries', () => {
  let app: App
  let requested: URL[]
  let series: ReturnType<typeof import('./useSeries').useSeries>
  let greenhouse: Greenhouse

  async function mount(streams: Stream[]): Promise<void> {
    const { useSeries } = await import('./useSeries')
    greenhouse = reactive({ id: 3, streams }) as unknown as Greenhouse
    app = createApp(defineComponent({
      setup() {
        series = useSeries(() => greenhouse)
        return () => null
      }
    }))
    app.mount(document.createElement('div'))
    await vi.advanceTimersByTimeAsync(0)
  }
  const wanted = () => Date.parse(requested[requested.length - 1]!.searchParams.get('to')!)

  beforeEach(() => {
    vi.useFakeTimers({ now: startedAt })
    vi.resetModules()
    requested = []
    failing = false
    stored = null
    vi.stubGlobal('fetch', async (request: Request) => {
      if (failing) throw new TypeError('no connection')
      const url = new URL(request.url)
      requested.push(url)
      const to = stored ?? url.searchParams.get('to')
      const from = stored ? new Date(Date.parse(stored) - hours(24)).toISOString() : url.searchParams.get('from')
      const headers: Record<string, string> = stored ? { 'X-Stored-At': stored } : {}
      return new Response(JSON.stringify({ from, to, step: 1, series: [], nights: [], bands: [], marks: [] }), { headers })
    })
  })
  afterEach(() => {
    app.unmount()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('moves its window with the clock, also after the device has slept', async () => {
    await mount([stream('air_temperature')])
    vi.setSystemTime(startedAt + hours(7))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(wanted()).toBeGreaterThanOrEqual(startedAt + hours(7))
  })

  it('keeps a window in the past', async () => {
    await mount([stream('air_temperature')])
    series.shift(-1)
    await vi.advanceTimersByTimeAsync(0)
    vi.setSystemTime(startedAt + hours(7))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(wanted()).toBe(startedAt - hours(24))
    series.shift(1)
    await vi.advanceTimersByTimeAsync(0)
    expect(series.atPresent.value).toBe(false)
    series.shift(1)
    vi.setSystemTime(startedAt + hours(9))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(wanted()).toBeGreaterThanOrEqual(startedAt + hours(9))
  })

  it('shows the dates of a stored answer, not the requested ones', async () => {
    stored = '2026-11-20T06:00:00.000Z'
    await mount([stream('air_temperature')])
    expect(series.shown.value).toEqual([Date.parse(stored) - hours(24), Date.parse(stored)])
  })

  it('drops the answer when another window fails to load', async () => {
    await mount([stream('air_temperature'), stream('soil_moisture')])
    expect(series.request.value.state).toBe('done')
    failing = true
    series.shift(-1)
    await vi.advanceTimersByTimeAsync(0)
    expect(series.request.value).toMatchObject({ state: 'failed', value: null })
    expect(series.shown.value[1]).toBe(startedAt - hours(24))
  })

  it('loads when the first reading of a greenhouse comes', async () => {
    await mount([])
    expect(requested).toHaveLength(0)
    greenhouse.streams.push({ ...stream('soil_moisture'), latest: { value: 1, at: '2026-11-23T07:00:00Z', unit: '%', ageSeconds: 0, late: false, lateAfter: 600 } })
    await nextTick()
    await vi.advanceTimersByTimeAsync(0)
    expect(requested[0]!.searchParams.get('quantities')).toBe('soil_moisture')
    expect(series.last.value).toBe('2026-11-23T07:00:00Z')
  })
})
