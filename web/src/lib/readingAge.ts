import type { Latest } from './types'

/** As old as a reading may be before the server has said how often one is to come. */
export const fresh = 10 * 60_000

type Dated = Pick<Latest, 'at' | 'stale' | 'staleAfter'>

export function newestOf<T extends Pick<Dated, 'at'>>(all: (T | null | undefined)[]): T | null {
  const known = all.filter((one): one is T => one !== null && one !== undefined)
  return known.reduce<T | null>((best, one) => (best === null || Date.parse(one.at) > Date.parse(best.at) ? one : best), null)
}

/** Whether it is old by now, whatever it was when it came. */
export function isOld({ at, stale, staleAfter }: Dated, now: number): boolean {
  return stale || now - Date.parse(at) > (staleAfter ?? Infinity) * 1000
}

/** Whether a figure must say its own age: it is old, or older than the one whose age is said for all. */
export function lags(latest: Dated, newest: Dated | null, now: number): boolean {
  if (newest === null) return isOld(latest, now)
  const behind = Date.parse(newest.at) - Date.parse(latest.at)
  return behind > fresh || (isOld(latest, now) && behind > 0 && !isOld(newest, now))
}
