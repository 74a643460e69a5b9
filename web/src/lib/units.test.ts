// @vitest-environment node
import { expect, it } from 'vitest'
import { roundFigure, formatNumber, formatValue } from './units'

it.each([
  [26.44, 'Cel', '26.4℃'],
  [-0.04, 'Cel', '0.0℃'],
  [78.4, '%', '78%'],
  [52_310.4, 'lx', '52,310\u00a0lx'],
  [0.354, 'kPa', '0.35\u00a0kPa'],
  [3, null, '3'],
  [3.14, null, '3.1'],
  [1.5, 'odd', '1.5\u00a0odd'],
  [null, 'Cel', '–']
])('%s in %s is %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text)
})

it('formats a number without its unit', () => {
  expect(formatNumber(26.44, 'Cel')).toBe('26.4')
})

it('rounds the figures of sentences', () => {
  const figures = [
    roundFigure('frost_soon.minimum', 0.05), roundFigure('vpd_low.value', 0.237), roundFigure('humid.vpd', 0.237),
    roundFigure('grey_mould.value', 0.618), roundFigure('silent.value', 132.4)
  ]
  expect(figures).toEqual([0.1, 0.24, 0.24, 0.62, 132])
})
