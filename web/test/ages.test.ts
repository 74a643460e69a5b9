import { describe, expect, it } from 'vitest'
import { lags, newestOf } from '@/state/ages'

const at = (clock: string, stale = false) => ({ at: `2026-11-23T${clock}:00Z`, stale })

describe('readings of different ages', () => {
  it('are said to be as old as the newest of them', () => {
    expect(newestOf([at('07:00'), null, at('08:00'), undefined])).toEqual(at('08:00'))
    expect(newestOf([null, undefined])).toBeNull()
  })

  it('say their own age when they lag behind it', () => {
    expect(lags(at('05:00', true), at('08:00'))).toBe(true)
    expect(lags(at('07:40'), at('08:00'))).toBe(true)
    expect(lags(at('07:57', true), at('08:00'))).toBe(true)
    expect(lags(at('05:00', true), at('08:00', true))).toBe(true)
  })

  it('share one age when they came together, be it old or new', () => {
    expect(lags(at('08:00'), at('08:00'))).toBe(false)
    expect(lags(at('05:00', true), at('05:00', true))).toBe(false)
    expect(lags(at('04:58', true), at('05:00', true))).toBe(false)
    expect(lags(at('07:55'), at('08:00'))).toBe(false)
  })
})
