import type { Latest } from './types'

/** The age from which a reading is late, until an answer of the server has the stream's own. */
export const defaultLateAfterMs = 10 * 60_000

type Dated = Pick<Latest, 'at' | 'late' | 'lateAfter'>

export function newestReading<T extends Pick<Dated, 'at'>>(all: (T | null | undefined)[]): T | null {
  const known = all.filter((one): one is T => one !== null && one !== undefined)
  return known.reduce<T | null>((newest, one) => (newest === null || Date.parse(one.at) > Date.parse(newest.at) ? one : newest), null)
}

/** Whether it is late now; the server's `late` is of the moment of its answer. An unknown age is late; null is never late. */
export function isLate({ at, late, lateAfter }: Dated, now: number): boolean {
  const lateAfterMs = lateAfter === null ? Infinity : (lateAfter ?? NaN) * 1000
  const inTime = now - Date.parse(at) <= (Number.isNaN(lateAfterMs) ? defaultLateAfterMs : lateAfterMs)
  return late || !inTime
}

/** Whether a figure shows its own age beside the common age of the newest reading. */
export function needsOwnAge(latest: Dated, newest: Dated | null, now: number): boolean {
  if (newest === null) return isLate(latest, now)
  const behindMs = Date.parse(newest.at) - Date.parse(latest.at)
  return behindMs > defaultLateAfterMs || (isLate(latest, now) && behindMs > 0 && !isLate(newest, now))
}
