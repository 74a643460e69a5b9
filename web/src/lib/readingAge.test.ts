import { describe, expect, it } from 'vitest'
import { isOld, lags, newestOf } from './readingAge'

const at = (clock: string, stale = false) => ({ at: `2026-11-23T${clock}:00Z`, stale, staleAfter: null as number | null })
type Dated = ReturnType<typeof at>
const now = Date.parse('2026-11-23T08:00:00Z')
const lag = (one: Dated, newest: Dated) => lags(one, newest, now)

describe('readings of different ages', () => {
  it('are said to be as old as the newest of them', () => {
    expect(newestOf([at('07:00'), null, at('08:00'), undefined])).toEqual(at('08:00'))
    expect(newestOf([null, undefined])).toBeNull()
  })

  it('say their own age when they lag behind it', () => {
    expect(lag(at('05:00', true), at('08:00'))).toBe(true)
    expect(lag(at('07:40'), at('08:00'))).toBe(true)
    expect(lag(at('07:57', true), at('08:00'))).toBe(true)
    expect(lag(at('05:00', true), at('08:00', true))).toBe(true)
  })

  it('share one age when they came together, be it old or new', () => {
    expect(lag(at('08:00'), at('08:00'))).toBe(false)
    expect(lag(at('05:00', true), at('05:00', true))).toBe(false)
    expect(lag(at('04:58', true), at('05:00', true))).toBe(false)
    expect(lag(at('07:55'), at('08:00'))).toBe(false)
  })
})

describe('a reading', () => {
  it('grows old as the clock moves, without a word from the server', () => {
    const latest = { ...at('08:00'), staleAfter: 180 }
    expect(isOld(latest, now + 180_000)).toBe(false)
    expect(isOld(latest, now + 181_000)).toBe(true)
    expect(isOld({ ...latest, staleAfter: null }, now + 86_400_000)).toBe(false)
  })

  it('is old when the server has said so', () => {
    expect(isOld(at('08:00', true), now)).toBe(true)
  })
})
