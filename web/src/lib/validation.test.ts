import { expect, it } from 'vitest'
import { fieldRefusal, isFutureDay } from './validation'

it('compares a planting day with today in the county’s time zone', () => {
  const late = Date.parse('2026-11-23T16:30:00Z')
  expect(isFutureDay('2026-11-24', late)).toBe(false)
  expect(isFutureDay('2026-11-25', late)).toBe(true)
  expect(isFutureDay('2030-03-01', late)).toBe(true)
  expect(isFutureDay('', late)).toBe(false)
})

it('makes a refusal that names its field', () => {
  expect(fieldRefusal('quietTo', 'no')).toMatchObject({ code: 'invalid', fields: { quietTo: 'no' } })
})
