// @vitest-environment node
import { expect, it } from 'vitest'
import { quietHoursError } from './quietHours'

it('rejects quiet hours without an end, of no length, and of more than twelve hours', () => {
  expect(quietHoursError('23:00', '23:00')).toBe('quietSame')
  expect(quietHoursError('22:00', '')).toBe('quietOne')
  expect(quietHoursError('08:00', '20:01')).toBe('quietLong')
  expect([quietHoursError('22:00', '06:30'), quietHoursError('12:00', '14:00'), quietHoursError('', ''), quietHoursError('20:00', '08:00')]).toEqual([null, null, null, null])
})
