import { expect, it } from 'vitest'
import { inTreeOrder, lacksLevels, villageLevels } from './usePlaces'

it('orders places as a tree, whichever part of it is visible', () => {
  const place = (code: string, parentCode: string | null) => ({
    id: 1, code, parentCode, name: code, level: 'village' as const, latitude: null, longitude: null, things: 0
  })
  const places = [place('town2', 'county'), place('village1', 'town1'), place('town1', 'county'), place('lone', 'unseen')]
  expect(inTreeOrder(places).map(({ place: { code }, depth }) => [code, depth])).toEqual([
    ['town2', 0], ['town1', 0], ['village1', 1], ['lone', 0]
  ])
})

it('finds that a village is missing where only a county is known', () => {
  expect([lacksLevels([]), lacksLevels([], villageLevels)]).toEqual([true, true])
  expect([lacksLevels([{ level: 'county' }]), lacksLevels([{ level: 'county' }], villageLevels)]).toEqual([false, true])
  expect(lacksLevels([{ level: 'county' }, { level: 'group' }], villageLevels)).toBe(false)
})
