import { describe, expect, it, vi } from 'vitest'
import type { Alarm, Card, Command, Greenhouse, Latest, Spark, State, Stream } from '@/lib/types'
import { airSaid, drynessOf } from './airMoisture'
import { remedyOf } from './suggestedCommand'
import { sparkShape } from './sparkline'
import { pathAfter } from '@/lib/redirectPath'
import { byWeight } from '@/features/alarms/useOpenAlarms'
import { reasonOf, shownOf, shownState } from '@/features/alarms/shownState'
import { shownNow } from './freshness'
import { laterOf, takeReading } from './useGreenhouse'
import { byUrgency, withAlarm, withReading, withState } from './useGreenhouses'
import { troubledWithout } from './attentionList'
import { dampnessSaid, freshAdvice } from './dedupeAdvice'
import { inTreeOrder } from '@/features/places/usePlaces'
import { soon } from '@/lib/useThrottle'

const card = (id: number, name: string, state: State, since: string): Card => ({
  id, name, state, stateSince: since, place: { code: '610829101201', name: '' }, household: null, crop: null, stage: null,
  reason: null, advice: [], latest: {}, spark: null, alarm: null, vents: [], commandValidSeconds: 120
})
const alarm = (id: number, state: Alarm['state'], severity: Alarm['severity'], raisedAt: string) => ({
  id, state, severity, raisedAt, code: 'air_hot', greenhouse: { id: 1, name: '' }, place: { code: '', name: '' }, params: {},
  acknowledgedAt: null, acknowledgedBy: null, note: null, clearedAt: null, looked: [], notices: []
}) as unknown as Alarm

describe('greenhouses', () => {
  it('stand worst first, new trouble before old, good ones by number', () => {
    const cards = [
      card(1, '10号棚', 'normal', '2026-11-23T00:00:00Z'),
      card(2, '2号棚', 'normal', '2026-11-23T01:00:00Z'),
      card(3, '3号棚', 'watch', '2026-11-23T01:00:00Z'),
      card(4, '4号棚', 'watch', '2026-11-23T02:00:00Z'),
      card(5, '5号棚', 'lost', '2026-11-23T00:00:00Z'),
      card(6, '6号棚', 'danger', '2026-11-22T00:00:00Z')
    ]
    expect(cards.sort(byUrgency).map((one) => one.id)).toEqual([6, 5, 4, 3, 2, 1])
  })

  it('take a newer reading and leave an older one', () => {
    const before: Latest = { value: 20, at: '2026-11-23T08:00:00Z', unit: 'Cel', ageSeconds: 400, stale: true, staleAfter: 180 }
    const event = { greenhouseId: 1, streamId: 1, quantity: 'air_temperature', unit: 'Cel', value: 21 }
    expect(withReading(before, { ...event, at: '2026-11-23T08:01:00Z' })).toMatchObject({ value: 21, stale: false, unit: 'Cel' })
    expect(withReading(before, { ...event, at: '2026-11-23T07:59:00Z' })).toBe(before)
  })

  it('stay what they are when an older step of a command comes late', () => {
    const step = (id: number, ...states: string[]) => ({ id, changes: states.map((state) => ({ state })) }) as unknown as Command
    const done = step(5, 'requested', 'sent', 'done')
    expect(laterOf(done, step(5, 'requested'))).toBe(done)
    expect(laterOf(step(5, 'requested'), done)).toBe(done)
    expect(laterOf(done, step(4, 'requested', 'sent', 'acknowledged', 'done'))).toBe(done)
    expect(laterOf(done, step(6, 'requested')).id).toBe(6)
    expect(laterOf(null, done)).toBe(done)
  })

  it('are well only as far as one knows', () => {
    const now = Date.parse('2026-11-23T08:00:00Z')
    const latest = (at: string): Latest => ({ value: 20, at, unit: 'Cel', ageSeconds: 0, stale: false, staleAfter: 180 })
    const one = (state: State, at: string, stored = false) => ({ ...card(1, '', state, ''), latest: { air_temperature: latest(at) }, stored })
    expect(shownNow(one('normal', '2026-11-23T07:58:00Z'), now)).toBe('normal')
    expect(shownNow(one('normal', '2026-11-23T07:56:00Z'), now)).toBe('overdue')
    expect(shownNow(one('normal', '2026-11-23T07:59:00Z', true), now)).toBe('overdue')
    expect(shownNow(one('danger', '2026-11-22T07:59:00Z', true), now)).toBe('danger')
    expect(shownNow(card(1, '', 'normal', ''), now)).toBe('normal')
  })

  it('take the first reading of a quantity, in its unit', () => {
    const event = { greenhouseId: 1, streamId: 4, quantity: 'relative_humidity', unit: '%', value: 61, at: '2026-11-23T08:00:00Z' }
    const latest = { value: 61, at: event.at, unit: '%', ageSeconds: 0, stale: false, staleAfter: 600 }
    expect(withReading(undefined, event)).toEqual(latest)
    const one = { ...card(1, '1号棚', 'normal', ''), streams: [] as Stream[] } as Greenhouse
    takeReading(one, event)
    expect(one.latest.relative_humidity).toEqual(latest)
    expect(one.streams).toEqual([{ id: 4, quantity: 'relative_humidity', unit: '%', latest }])
  })

  it('keep why and what to do when only the state comes', () => {
    const one = card(1, '1号棚', 'watch', '2026-11-23T00:00:00Z')
    one.reason = { code: 'air_cold', params: { value: 9.5 } } as unknown as Card['reason']
    one.advice = [{ code: 'close_vent', params: {} }]
    withState(one, JSON.parse('{"greenhouseId":1,"state":"danger","since":"2026-11-23T01:00:00.000Z"}'))
    expect(one).toMatchObject({ state: 'danger', stateSince: '2026-11-23T01:00:00.000Z', reason: { code: 'air_cold' }, advice: [{ code: 'close_vent' }] })
  })

  it('show the heaviest of two alarms', () => {
    const one = card(1, '1号棚', 'danger', '2026-11-23T00:00:00Z')
    withAlarm(one, alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z'))
    withAlarm(one, alarm(10, 'raised', 'watch', '2026-11-23T01:00:00Z'))
    expect(one.alarm).toMatchObject({ id: 9, severity: 'danger' })
  })

  it('show an alarm until it is over', () => {
    const one = card(1, '1号棚', 'danger', '2026-11-23T00:00:00Z')
    withAlarm(one, alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z'))
    expect(one.alarm).toMatchObject({ id: 9, acknowledged: false })
    expect(one.reason?.code).toBe('air_hot')
    withAlarm(one, alarm(8, 'cleared', 'watch', '2026-11-23T00:00:00Z'))
    expect(one.alarm?.id).toBe(9)
    withAlarm(one, alarm(9, 'cleared', 'danger', '2026-11-23T00:00:00Z'))
    expect(one.alarm).toBeNull()
    expect(one.reason).toBeNull()
  })
})

describe('an alarm over a value that is good again', () => {
  const good = { ...alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z'), recovering: true } as Alarm

  it('is shown as recovering', () => {
    const one = card(1, '1号棚', 'danger', '')
    withAlarm(one, good)
    expect([shownOf(good), shownState(one)]).toEqual(['recovering', 'recovering'])
    expect(reasonOf(good)).toMatchObject({ code: 'air_hot', recovering: true })
  })

  it('is shown as ever when the server says nothing of it, and when it is over', () => {
    const plain = alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z')
    const one = card(1, '1号棚', 'danger', '')
    withAlarm(one, plain)
    expect([shownOf(plain), shownState(one)]).toEqual(['danger', 'danger'])
    expect(shownOf({ ...good, state: 'cleared' })).toBe('danger')
  })
})

it('looks after a greenhouse that is lost though no alarm is open', () => {
  const cards = [card(1, '1号棚', 'danger', ''), card(2, '2号棚', 'lost', ''), card(3, '3号棚', 'normal', '')]
  expect(troubledWithout(cards, [alarm(9, 'raised', 'danger', '')]).map((one) => one.id)).toEqual([2])
})

it('puts alarms that nobody has seen first, then by weight', () => {
  const alarms = [
    alarm(1, 'acknowledged', 'danger', '2026-11-23T03:00:00Z'),
    alarm(2, 'raised', 'watch', '2026-11-23T02:00:00Z'),
    alarm(3, 'raised', 'danger', '2026-11-23T01:00:00Z'),
    alarm(4, 'raised', 'lost', '2026-11-23T01:00:00Z')
  ]
  expect(alarms.sort(byWeight).map((one) => one.id)).toEqual([3, 4, 2, 1])
})

describe('a spark', () => {
  const spark = (mean: (number | null)[]): Spark => ({ quantity: 'air_temperature', from: '', step: 900, mean, low: 10, high: 20 })

  it('breaks its line where readings are missing', () => {
    expect(sparkShape(spark([12, 13, null, null, 15, 16]), 100, 50).lines).toHaveLength(2)
  })

  it('has no line without readings', () => {
    expect(sparkShape(spark([null, null]), 100, 50)).toEqual({ lines: [], band: null, last: null })
  })

  it('keeps everything inside its box', () => {
    const { lines, band } = sparkShape(spark([-5, 40]), 100, 50)
    const numbers = lines.join(' ').match(/[\d.]+/g)!.map(Number)
    expect(Math.max(...numbers)).toBeLessThanOrEqual(100)
    expect(band!.top).toBeGreaterThanOrEqual(0)
    expect(band!.top + band!.height).toBeLessThanOrEqual(50)
  })
})

it('offers the vent for what can still be done with it', () => {
  const remedy = (code: string, position: number | null) =>
    remedyOf({ advice: [{ code: 'humid', params: {} }, { code, params: {} }], vents: [{ name: 'vent', position, connected: true }] })?.action
  expect([remedy('frost_soon', 100), remedy('frost_now', 30), remedy('cold_close_vent', null)]).toEqual(['close', 'close', 'close'])
  expect([remedy('frost_soon', 0), remedy('hot_open_vent', 100), remedy('good', 50)]).toEqual([undefined, undefined, undefined])
  expect([remedy('hot_open_vent', 0), remedy('hot_open_vent', 97)]).toEqual(['open', 'open'])
  expect([remedy('hot_open_vent', 98), remedy('frost_now', 2)]).toEqual([undefined, undefined])
})

describe('a thing is said once', () => {
  const told = (reason: string | null, ...advice: string[]) => ({
    reason: reason === null ? null : ({ code: reason, params: {} } as unknown as Card['reason']), advice: advice.map((code) => ({ code, params: {} })), latest: {}
  })

  it('not as the reason and again as advice', () => {
    expect(freshAdvice(told('air_freezing', 'frost_now', 'cold_close_vent')).map((one) => one.code)).toEqual(['cold_close_vent'])
    expect(freshAdvice(told('frost_soon', 'frost_soon'))).toEqual([])
    expect(freshAdvice(told(null, 'frost_soon'))).toHaveLength(1)
  })

  it('not three times that the air is damp', () => {
    expect(dampnessSaid(told(null, 'warm_night', 'condensing_night'))).toBe(true)
    expect(dampnessSaid(told('vpd_low'))).toBe(true)
    expect(dampnessSaid(told('air_cold', 'cold_close_vent'))).toBe(false)
    expect(airSaid(0.1, 1, true)).toEqual([])
    expect(airSaid(0.1, 1, false)).toEqual([{ dew: 'near' }])
    expect(airSaid(0.3, 3, false)).toEqual([{ dryness: 'moist' }])
    expect(airSaid(0.8, 5, false)).toEqual([{ dryness: 'good' }, { dew: 'far' }])
    expect(airSaid(null, null, false)).toEqual([])
  })
})

it('calls the air by its pull on the leaves', () => {
  expect([0.1, 0.3, 0.8, 1.4, 2].map(drynessOf)).toEqual(['wet', 'moist', 'good', 'dry', 'parched'])
})

it('orders places as a tree, whichever part of it one may see', () => {
  const place = (code: string, parentCode: string | null) => ({
    id: 1, code, parentCode, name: code, level: 'village' as const, latitude: null, longitude: null, greenhouses: 0
  })
  const places = [place('town2', 'county'), place('village1', 'town1'), place('town1', 'county'), place('lone', 'unseen')]
  expect(inTreeOrder(places).map(({ place: { code }, depth }) => [code, depth])).toEqual([
    ['town2', 0], ['town1', 0], ['village1', 1], ['lone', 0]
  ])
})

it('goes back only to a page of this app', () => {
  expect(pathAfter('/alarms/3?x=1')).toBe('/alarms/3?x=1')
  for (const wish of ['//evil.example', '/\\evil.example', 'https://evil.example', undefined, ['/a']]) expect(pathAfter(wish)).toBe('/')
})

it('asks once for many wishes, and again for a later one', () => {
  vi.useFakeTimers()
  let asked = 0
  const { ask, drop } = soon(() => asked++, () => 1000)
  for (let wish = 0; wish < 5; wish++) ask()
  vi.advanceTimersByTime(1000)
  expect(asked).toBe(1)
  ask()
  vi.advanceTimersByTime(1000)
  expect(asked).toBe(2)
  ask()
  drop()
  vi.advanceTimersByTime(2000)
  expect(asked).toBe(2)
  vi.useRealTimers()
})
