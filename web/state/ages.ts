import type { Latest } from '@/api/types'

/** As old as any reading of a device may be before the server calls it old. */
const fresh = 10 * 60_000

type Dated = Pick<Latest, 'at' | 'stale'>

export function newestOf<T extends Dated>(all: (T | null | undefined)[]): T | null {
  const known = all.filter((one): one is T => one !== null && one !== undefined)
  return known.reduce<T | null>((best, one) => (best === null || Date.parse(one.at) > Date.parse(best.at) ? one : best), null)
}

/** Whether a figure must say its own age: it is old, or older than the one whose age is said for all. */
export function lags(latest: Dated, newest: Dated | null): boolean {
  if (newest === null) return latest.stale
  const behind = Date.parse(newest.at) - Date.parse(latest.at)
  return behind > fresh || (latest.stale && behind > 0 && !newest.stale)
}
