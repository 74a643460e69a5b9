// @vitest-environment node
import { expect, it } from 'vitest'
import type { Profiles } from '@/lib/types'
import { isOfGreenhouse, profileOf, quantityLabel } from './profiles'

const profile = (code: string, open: boolean, zh: string) =>
  ({ code, open, name: { zh: code, en: code }, quantities: [{ code: 'air_temperature', name: { zh, en: '' }, unit: 'Cel', min: 0, max: 1 }], actuators: [] })
const profiles: Profiles['profiles'] = [profile('greenhouse', false, '棚温'), profile('any', true, '气温')]

it('tells a device of a greenhouse from another', () => {
  expect(isOfGreenhouse(profileOf({ profile: 'greenhouse' }, profiles))).toBe(true)
  expect(isOfGreenhouse(profileOf({ profile: 'any' }, profiles))).toBe(false)
  expect(isOfGreenhouse(profileOf({ profile: 'any' }, []))).toBe(false)
})

it('names a quantity outside a greenhouse as its profile does', () => {
  expect(quantityLabel(profiles[1], 'air_temperature')?.zh).toBe('气温')
  expect([quantityLabel(profiles[1], 'rain'), quantityLabel(profiles[0], 'air_temperature'), quantityLabel(undefined, 'co2')]).toEqual([null, null, null])
})
