import { expect, it } from 'vitest'
import { presentPart } from '@/state/presentPart'

const hour = 3_600_000
const nights: [number, number][] = [[18 * hour, 30 * hour], [42 * hour, 54 * hour]]

it('begins where it last became day or night', () => {
  expect(presentPart(nights, [12 * hour, 36 * hour], 36 * hour)).toEqual([30 * hour, 36 * hour])
  expect(presentPart(nights, [21 * hour, 45 * hour], 45 * hour)).toEqual([42 * hour, 45 * hour])
})

it('is all of a curve that began after that, and goes no further than now', () => {
  expect(presentPart(nights, [32 * hour, 40 * hour], 36 * hour)).toEqual([32 * hour, 36 * hour])
})

it('takes a night that the answer cuts for one that goes on', () => {
  expect(presentPart([[18 * hour, 22 * hour]], [0, 22 * hour], 22 * hour)).toEqual([18 * hour, 22 * hour])
})

it('is no part of another day, nor known where the answer says no nights', () => {
  expect(presentPart([], [0, 2000 * hour], 2000 * hour)).toBeNull()
  expect(presentPart([], [30 * hour, 36 * hour], 36 * hour)).toEqual([30 * hour, 36 * hour])
  expect(presentPart(nights, [0, 24 * hour], 36 * hour)).toBeNull()
})
