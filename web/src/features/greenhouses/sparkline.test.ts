// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Spark } from '@/lib/types'
import { sparkShape } from './sparkline'

describe('sparkShape', () => {
  const spark = (mean: (number | null)[]): Spark => ({ quantity: 'air_temperature', from: '', step: 900, mean, low: 10, high: 20 })

  it('breaks the line where readings are missing', () => {
    expect(sparkShape(spark([12, 13, null, null, 15, 16]), 100, 50).lines).toHaveLength(2)
  })

  it('has no line without readings', () => {
    expect(sparkShape(spark([null, null]), 100, 50)).toEqual({ lines: [], band: null, last: null })
  })

  it('keeps everything inside its box', () => {
    const { lines, band } = sparkShape(spark([-5, 40]), 100, 50)
    const numbers = lines.join(' ').match(/[\d.]+/g)!.map(Number)
    expect(Math.max(...numbers)).toBeLessThanOrEqual(100)
    expect(band!.top).toBeGreaterThanOrEqual(0)
    expect(band!.top + band!.height).toBeLessThanOrEqual(50)
  })
})
