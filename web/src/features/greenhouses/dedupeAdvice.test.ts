// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Card } from '@/lib/types'
import { airMoisture } from './airMoisture'
import { dedupeAdvice, mentionsMoisture } from './dedupeAdvice'

const described = (reason: string | null, ...advice: string[]) => ({
  reason: reason === null ? null : ({ code: reason, params: {} } as unknown as Card['reason']), advice: advice.map((code) => ({ code, params: {} })), latest: {}
})

describe('dedupeAdvice', () => {
  it('drops advice that repeats the reason', () => {
    expect(dedupeAdvice(described('air_freezing', 'frost_now', 'cold_close_vent')).map((one) => one.code)).toEqual(['cold_close_vent'])
    expect(dedupeAdvice(described('frost_soon', 'frost_soon'))).toEqual([])
    expect(dedupeAdvice(described(null, 'frost_soon'))).toHaveLength(1)
  })
})

describe('airMoisture', () => {
  it('adds no note when reason or advice mentions moisture', () => {
    expect(mentionsMoisture(described(null, 'warm_night', 'condensing_night'))).toBe(true)
    expect(mentionsMoisture(described('vpd_low'))).toBe(true)
    expect(mentionsMoisture(described('air_cold', 'cold_close_vent'))).toBe(false)
    expect(airMoisture(0.1, 1, true)).toEqual([])
  })

  it('prefers the nearer of two notes on the same risk', () => {
    expect(airMoisture(0.1, 1, false)).toEqual([{ dewPoint: 'near' }])
    expect(airMoisture(0.3, 3, false)).toEqual([{ dryness: 'moist' }])
    expect(airMoisture(0.8, 5, false)).toEqual([{ dryness: 'good' }, { dewPoint: 'far' }])
    expect(airMoisture(null, null, false)).toEqual([])
  })
})
