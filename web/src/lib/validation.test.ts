import { describe, expect, it } from 'vitest'
import { isFutureDay, quietFault, refuseField } from './validation'

describe('what makes no sense', () => {
  it('is a planting day after today, by the county’s clock', () => {
    const late = Date.parse('2026-11-23T16:30:00Z')
    expect(isFutureDay('2026-11-24', late)).toBe(false)
    expect(isFutureDay('2026-11-25', late)).toBe(true)
    expect(isFutureDay('2030-03-01', late)).toBe(true)
    expect(isFutureDay('', late)).toBe(false)
  })

  it('is a quiet time of nothing, of half, or of most of the day', () => {
    expect(quietFault('23:00', '23:00')).toBe('quietSame')
    expect(quietFault('22:00', '')).toBe('quietOne')
    expect(quietFault('08:00', '20:01')).toBe('quietLong')
    expect([quietFault('22:00', '06:30'), quietFault('12:00', '14:00'), quietFault('', ''), quietFault('20:00', '08:00')]).toEqual([null, null, null, null])
  })

  it('is refused under its field', () => {
    expect(refuseField('quietTo', 'no')).toMatchObject({ code: 'invalid', fields: { quietTo: 'no' } })
  })
})
