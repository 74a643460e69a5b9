import { expect, it } from 'vitest'
import { sayNumber, sayValue } from '@/words/units'

it.each([
  [26.44, 'Cel', '26.4℃'],
  [-0.04, 'Cel', '0.0℃'],
  [78.4, '%', '78%'],
  [52_310.4, 'lx', '52,310 lx'],
  [0.354, 'kPa', '0.35 kPa'],
  [3, null, '3'],
  [3.14, null, '3.1'],
  [1.5, 'odd', '1.5 odd'],
  [null, 'Cel', '–']
])('%s in %s is %s', (value, unit, said) => {
  expect(sayValue(value, unit)).toBe(said)
})

it('leaves the sign to the one who asks', () => {
  expect(sayNumber(26.44, 'Cel')).toBe('26.4')
})
