// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { isolatedPoints, insertGaps } from './gaps'

const minute = 60_000
const curve = (at: number[], count: number) => {
  const values = at.map((_, index) => index)
  return { at, min: values, max: values, mean: values, summary: { count, min: 0, max: 9, mean: 5 } }
}

describe('insertGaps', () => {
  it('inserts a gap at an empty bucket of a frequent series', () => {
    const { at, min, mean } = insertGaps(curve([0, 10, 20, 60, 70].map((one) => one * minute), 50), 10 * minute)
    expect(at.map((one) => one / minute)).toEqual([0, 10, 20, 30, 60, 70])
    expect([min[3], mean[3], mean[4]]).toEqual([null, null, 3])
  })

  it('inserts none where readings are rarer than buckets', () => {
    const rare = [0, 10, 20, 30, 50, 60, 70].map((one) => one * minute)
    expect(insertGaps(curve(rare, 7), 2 * minute).at).toEqual(rare)
    expect(insertGaps(curve([...rare, 200 * minute], 8), 2 * minute).mean.filter((one) => one === null)).toHaveLength(1)
  })

  it('accepts no reading and a single one', () => {
    expect(insertGaps(curve([], 0), minute).at).toEqual([])
    expect(insertGaps(curve([5], 1), minute).at).toEqual([5])
  })

  it('finds points without neighbours', () => {
    expect(isolatedPoints([1, null, 2, null, 3, 4])).toEqual([0, 2])
  })
})
