// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { isLate, needsOwnAge, newestReading } from './readingAge'

const at = (clock: string, late = false) => ({ at: `2026-11-23T${clock}:00Z`, late, lateAfter: null as number | null })
type Dated = ReturnType<typeof at>
const now = Date.parse('2026-11-23T08:00:00Z')
const lag = (one: Dated, newest: Dated) => needsOwnAge(one, newest, now)

describe('readings of different ages', () => {
  it('have the age of the newest', () => {
    expect(newestReading([at('07:00'), null, at('08:00'), undefined])).toEqual(at('08:00'))
    expect(newestReading([null, undefined])).toBeNull()
  })

  it('have their own age when they are older', () => {
    expect(lag(at('05:00', true), at('08:00'))).toBe(true)
    expect(lag(at('07:40'), at('08:00'))).toBe(true)
    expect(lag(at('07:57', true), at('08:00'))).toBe(true)
    expect(lag(at('05:00', true), at('08:00', true))).toBe(true)
  })

  it('share one age when they came together, late or not', () => {
    expect(lag(at('08:00'), at('08:00'))).toBe(false)
    expect(lag(at('05:00', true), at('05:00', true))).toBe(false)
    expect(lag(at('04:58', true), at('05:00', true))).toBe(false)
    expect(lag(at('07:55'), at('08:00'))).toBe(false)
  })
})

describe('a reading', () => {
  it('becomes late as time passes', () => {
    const latest = { ...at('08:00'), lateAfter: 180 }
    expect(isLate(latest, now + 180_000)).toBe(false)
    expect(isLate(latest, now + 181_000)).toBe(true)
    expect(isLate({ ...latest, lateAfter: null }, now + 86_400_000)).toBe(false)
  })

  it('is late after ten minutes where the answer does not say when', () => {
    const latest = { ...at('08:00'), lateAfter: undefined as unknown as null }
    expect(isLate(latest, now + 600_000)).toBe(false)
    expect(isLate(latest, now + 601_000)).toBe(true)
  })

  it('is late when its age is unknown', () => {
    expect(isLate({ ...at('08:00'), at: '' }, now)).toBe(true)
    expect(isLate({ ...at('08:00'), at: undefined as unknown as string, lateAfter: 180 }, now)).toBe(true)
  })

  it('is late when the server has marked it', () => {
    expect(isLate(at('08:00', true), now)).toBe(true)
  })
})
