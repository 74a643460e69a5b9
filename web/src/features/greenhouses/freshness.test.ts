import { expect, it } from 'vitest'
import type { Latest, State } from '@/lib/types'
import { card } from '@/testing/cards'
import { currentState } from './freshness'

it('shows a normal state as late when its readings are late or stored', () => {
  const now = Date.parse('2026-11-23T08:00:00Z')
  const latest = (at: string): Latest => ({ value: 20, at, unit: 'Cel', ageSeconds: 0, late: false, lateAfter: 180 })
  const one = (state: State, at: string, stored = false) => ({ ...card(1, '', state, ''), latest: { air_temperature: latest(at) }, stored })
  expect(currentState(one('normal', '2026-11-23T07:58:00Z'), now)).toBe('normal')
  expect(currentState(one('normal', '2026-11-23T07:56:00Z'), now)).toBe('late')
  expect(currentState(one('normal', '2026-11-23T07:59:00Z', true), now)).toBe('late')
  expect(currentState(one('danger', '2026-11-22T07:59:00Z', true), now)).toBe('danger')
  expect(currentState(card(1, '', 'normal', ''), now)).toBe('normal')
})
