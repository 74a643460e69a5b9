import type { Curve } from '@/lib/types'

/** The columns of a chart, with an empty point in every gap. */
export interface PlotColumns { at: number[]; min: (number | null)[]; max: (number | null)[]; mean: (number | null)[] }

/** A gap is longer than this many usual intervals. */
const gapIntervals = 3

/** The usual interval of readings: from the count within a bucket, or else the median distance of filled buckets. */
function usualInterval({ at, summary }: Pick<Curve, 'at' | 'summary'>, step: number): number {
  const perBucket = (summary?.count ?? 0) / Math.max(1, at.length)
  if (perBucket >= 1.5) return step / perBucket
  const intervals = at.slice(1).map((one, index) => one - at[index]!).sort((a, b) => a - b)
  return intervals[Math.floor((intervals.length - 1) / 2)] ?? step
}

/** Empty buckets are absent from the answer; a gap breaks the line and the band. */
export function insertGaps(series: Pick<Curve, 'at' | 'min' | 'max' | 'mean' | 'summary'>, step: number): PlotColumns {
  const interval = usualInterval(series, step)
  const columns: PlotColumns = { at: [], min: [], max: [], mean: [] }
  const add = (at: number, min: number | null, max: number | null, mean: number | null) => {
    columns.at.push(at)
    columns.min.push(min)
    columns.max.push(max)
    columns.mean.push(mean)
  }
  series.at.forEach((at, index) => {
    const before = series.at[index - 1]
    if (before !== undefined && at - before - step > gapIntervals * interval) add(before + step, null, null, null)
    add(at, series.min[index] ?? null, series.max[index] ?? null, series.mean[index] ?? null)
  })
  return columns
}

/** Points without neighbours, which a line would not show. */
export function isolatedPoints(values: ArrayLike<number | null | undefined>): number[] {
  const empty = (index: number) => values[index] === null || values[index] === undefined
  return Array.from({ length: values.length }, (_, index) => index).filter(
    (index) => !empty(index) && empty(index - 1) && empty(index + 1)
  )
}
