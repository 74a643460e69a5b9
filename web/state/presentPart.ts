/** A curve that ends so lately ends now. */
const lately = 3_600_000
/** The answer cuts a night where the curve ends: that is no morning. */
const cut = 600_000
/** Where a curve this long has no night, the answer leaves them out. */
const halfDay = 12 * 3_600_000

/**
 * The part of a curve's time in which what holds now has held: since it last became day or night. What was comfortable
 * before is another band, which the answer does not say.
 */
export function presentPart(nights: [number, number][], [from, to]: [number, number], now: number): [number, number] | null {
  if (to < now - lately || from > now) return null
  const end = Math.min(to, now)
  if (nights.length === 0 && end - from > halfDay) return null
  return [Math.max(from, ...nights.flat().filter((at) => at < end - cut)), end]
}
