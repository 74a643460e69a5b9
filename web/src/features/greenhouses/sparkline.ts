import type { Spark } from '@/lib/types'

export interface SparkShape { lines: string[]; band: { top: number; height: number } | null; last: { x: number; y: number } | null }

const margin = 4

/** A day's means as SVG paths in a box; a gap in the readings is a gap in the line. */
export function sparkShape(spark: Spark, width: number, height: number): SparkShape {
  const known = spark.mean.filter((value): value is number => value !== null)
  if (known.length === 0) return { lines: [], band: null, last: null }
  const low = Math.min(...known, spark.low ?? Infinity)
  const high = Math.max(...known, spark.high ?? -Infinity)
  const span = high - low || 1
  const y = (value: number) => margin + ((high - value) / span) * (height - 2 * margin)
  const x = (at: number) => margin + (at / Math.max(1, spark.mean.length - 1)) * (width - 2 * margin)

  const lines: string[] = []
  let line = ''
  let last: SparkShape['last'] = null
  spark.mean.forEach((value, at) => {
    if (value === null) {
      if (line) lines.push(line)
      line = ''
      return
    }
    last = { x: x(at), y: y(value) }
    line += `${line ? 'L' : 'M'}${last.x.toFixed(1)} ${last.y.toFixed(1)}`
  })
  if (line) lines.push(line)
  return { lines, band: bandShape(spark, y, height), last }
}

function bandShape(spark: Spark, y: (value: number) => number, height: number): SparkShape['band'] {
  if (spark.low === null && spark.high === null) return null
  const top = spark.high === null ? 0 : y(spark.high)
  const bottom = spark.low === null ? height : y(spark.low)
  return { top, height: Math.max(0, bottom - top) }
}
