import { expect, it } from 'vitest'
import type { CodedMessage, Latest, Status } from '@/lib/types'
import { card } from '@/testing/cards'
import { currentStatus, shownAdvice, shownReason } from './freshness'

it('shows a normal status as late when its readings are late or stored', () => {
  const now = Date.parse('2026-11-23T08:00:00Z')
  const latest = (at: string): Latest => ({ value: 20, at, unit: 'Cel', ageSeconds: 0, late: false, lateAfter: 180 })
  const one = (status: Status, at: string, stored = false) => ({ ...card(1, '', status, ''), latest: { air_temperature: latest(at) }, stored })
  expect(currentStatus(one('normal', '2026-11-23T07:58:00Z'), now)).toBe('normal')
  expect(currentStatus(one('normal', '2026-11-23T07:56:00Z'), now)).toBe('late')
  expect(currentStatus(one('normal', '2026-11-23T07:59:00Z', true), now)).toBe('late')
  expect(currentStatus(one('danger', '2026-11-22T07:59:00Z', true), now)).toBe('danger')
  expect(currentStatus(card(1, '', 'normal', ''), now)).toBe('normal')
})

const now = Date.parse('2026-11-23T08:00:00Z')
const reading = (minutes: number): Latest =>
  ({ value: 25.4, at: new Date(now - minutes * 60_000).toISOString(), unit: 'Cel', ageSeconds: 0, late: false, lateAfter: 180 })

it('shows no advice on the present numbers in grey', () => {
  const advice: CodedMessage[] = [
    { code: 'hot_open_vent', params: { low: 20, high: 25, temperature: 25.4 } }, { code: 'manual_switch', params: {} }
  ]
  const codes = (status: Status, minutes: number, stored = false) =>
    shownAdvice({ ...card(1, '', status, ''), latest: { air_temperature: reading(minutes) }, advice, stored }, now).map((one) => one.code)
  expect(codes('normal', 1)).toEqual(['hot_open_vent', 'manual_switch'])
  expect(codes('normal', 17)).toEqual(['manual_switch'])
  expect(codes('normal', 1, true)).toEqual(['manual_switch'])
  expect(codes('no_data', 17)).toEqual(['manual_switch'])
  expect(codes('danger', 17)).toEqual(['hot_open_vent', 'manual_switch'])
})

it('counts the minutes without readings up to now, as their age does', () => {
  const latest = { air_temperature: reading(31.9), soil_moisture: reading(21.9) }
  const minutes = (code: string, recovering = false) => shownReason({ reason: { code, params: { value: 22 }, recovering }, latest }, now)?.params.value
  expect([minutes('silent'), minutes('silent_air')]).toEqual([21, 31])
  expect([minutes('silent', true), minutes('air_hot')]).toEqual([22, 22])
  expect(shownReason({ reason: null, latest }, now)).toBeNull()
})
