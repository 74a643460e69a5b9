import type { Curve } from '@/lib/types'

/** The columns of a curve, with an empty point wherever nothing came for long. */
export interface Drawn { at: number[]; min: (number | null)[]; max: (number | null)[]; mean: (number | null)[] }

const missed = 3

/** How far apart readings usually are: within a bucket when it holds several, else from one filled bucket to the next. */
function usualPause({ at, summary }: Pick<Curve, 'at' | 'summary'>, step: number): number {
  const each = (summary?.count ?? 0) / Math.max(1, at.length)
  if (each >= 1.5) return step / each
  const pauses = at.slice(1).map((one, index) => one - at[index]!).sort((a, b) => a - b)
  return pauses[Math.floor((pauses.length - 1) / 2)] ?? step
}

/** Buckets without readings are absent from the answer; more than three pauses without a reading break line and band. */
export function withGaps(series: Pick<Curve, 'at' | 'min' | 'max' | 'mean' | 'summary'>, step: number): Drawn {
  const pause = usualPause(series, step)
  const drawn: Drawn = { at: [], min: [], max: [], mean: [] }
  const add = (at: number, min: number | null, max: number | null, mean: number | null) => {
    drawn.at.push(at)
    drawn.min.push(min)
    drawn.max.push(max)
    drawn.mean.push(mean)
  }
  series.at.forEach((at, index) => {
    const before = series.at[index - 1]
    if (before !== undefined && at - before - step > missed * pause) add(before + step, null, null, null)
    add(at, series.min[index] ?? null, series.max[index] ?? null, series.mean[index] ?? null)
  })
  return drawn
}

/** Points with nothing on either side: a line would not show them. */
export function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const empty = (index: number) => values[index] === null || values[index] === undefined
  return Array.from({ length: values.length }, (_, index) => index).filter(
    (index) => !empty(index) && empty(index - 1) && empty(index + 1)
  )
}
