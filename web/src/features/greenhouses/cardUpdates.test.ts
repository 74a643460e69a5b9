import { describe, expect, it } from 'vitest'
import type { Card, Greenhouse, Latest, Stream } from '@/lib/types'
import { alarm, card } from '@/testing/cards'
import { applyAlarm, applyStatus, byUrgency, mergeReading } from './cardUpdates'
import { applyReading } from './useGreenhouse'

describe('byUrgency', () => {
  it('sorts the worst status first, then the newest change, and normal ones by number', () => {
    const cards = [
      card(1, '10号棚', 'normal', '2026-11-23T00:00:00Z'),
      card(2, '2号棚', 'normal', '2026-11-23T01:00:00Z'),
      card(3, '3号棚', 'watch', '2026-11-23T01:00:00Z'),
      card(4, '4号棚', 'watch', '2026-11-23T02:00:00Z'),
      card(5, '5号棚', 'no_data', '2026-11-23T00:00:00Z'),
      card(6, '6号棚', 'danger', '2026-11-22T00:00:00Z')
    ]
    expect(cards.sort(byUrgency).map((one) => one.id)).toEqual([6, 5, 4, 3, 2, 1])
  })
})

describe('mergeReading', () => {
  it('takes a newer reading and ignores an older one', () => {
    const before: Latest = { value: 20, at: '2026-11-23T08:00:00Z', unit: 'Cel', ageSeconds: 400, late: true, lateAfter: 180 }
    const update = { greenhouseId: 1, streamId: 1, quantity: 'air_temperature', unit: 'Cel', value: 21 }
    expect(mergeReading(before, { ...update, at: '2026-11-23T08:01:00Z' })).toMatchObject({ value: 21, late: false, unit: 'Cel' })
    expect(mergeReading(before, { ...update, at: '2026-11-23T07:59:00Z' })).toBe(before)
  })

  it('takes the first reading of a quantity with its unit', () => {
    const update = { greenhouseId: 1, streamId: 4, quantity: 'relative_humidity', unit: '%', value: 61, at: '2026-11-23T08:00:00Z' }
    const latest = { value: 61, at: update.at, unit: '%', ageSeconds: 0, late: false, lateAfter: 600 }
    expect(mergeReading(undefined, update)).toEqual(latest)
    const one = { ...card(1, '1号棚', 'normal', ''), streams: [] as Stream[] } as Greenhouse
    applyReading(one, update)
    expect(one.latest.relative_humidity).toEqual(latest)
    expect(one.streams).toEqual([{ id: 4, quantity: 'relative_humidity', unit: '%', latest }])
  })
})

describe('applyStatus', () => {
  it('keeps reason and advice, which the update does not have', () => {
    const one = card(1, '1号棚', 'watch', '2026-11-23T00:00:00Z')
    one.reason = { code: 'air_cold', params: { value: 9.5 } } as unknown as Card['reason']
    one.advice = [{ code: 'close_vent', params: {} }]
    applyStatus(one, JSON.parse('{"greenhouseId":1,"status":"danger","since":"2026-11-23T01:00:00.000Z"}'))
    expect(one).toMatchObject({ status: 'danger', statusSince: '2026-11-23T01:00:00.000Z', reason: { code: 'air_cold' }, advice: [{ code: 'close_vent' }] })
  })
})

describe('applyAlarm', () => {
  it('keeps the more severe of two alarms', () => {
    const one = card(1, '1号棚', 'danger', '2026-11-23T00:00:00Z')
    applyAlarm(one, alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z'))
    applyAlarm(one, alarm(10, 'raised', 'watch', '2026-11-23T01:00:00Z'))
    expect(one.alarm).toMatchObject({ id: 9, severity: 'danger' })
  })

  it('removes an alarm only when that alarm is cleared', () => {
    const one = card(1, '1号棚', 'danger', '2026-11-23T00:00:00Z')
    applyAlarm(one, alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z'))
    expect(one.alarm).toMatchObject({ id: 9, acknowledged: false })
    expect(one.reason?.code).toBe('air_hot')
    applyAlarm(one, alarm(8, 'cleared', 'watch', '2026-11-23T00:00:00Z'))
    expect(one.alarm?.id).toBe(9)
    applyAlarm(one, alarm(9, 'cleared', 'danger', '2026-11-23T00:00:00Z'))
    expect(one.alarm).toBeNull()
    expect(one.reason).toBeNull()
  })
})
