import type { Advice, Card, Latest } from '@/lib/types'

const side = (value: number, low: number, high: number) => Math.sign(value < low ? -1 : value > high ? 1 : 0)

/**
 * The advice with the current temperature in place of the one it was given for. Advice is dropped when the temperature has
 * moved to another side of its band; useAdviceRefresh fetches new advice then.
 */
export function currentAdvice({ advice, latest }: Pick<Card, 'advice' | 'latest'>): Advice[] {
  const now = latest.air_temperature?.value
  return advice.flatMap((one) => {
    const { temperature, low, high } = one.params
    if (now === undefined || typeof temperature !== 'number' || typeof low !== 'number' || typeof high !== 'number') return [one]
    if (side(now, low, high) !== side(temperature, low, high)) return []
    return [{ ...one, params: { ...one.params, temperature: now } }]
  })
}

/** How far a reading may move before advice is outdated. */
const tolerances: Record<string, number> = { air_temperature: 0.5, relative_humidity: 3 }

/** The readings that advice was based on. */
export const adviceBasis = (latest: Record<string, Latest>): Record<string, number> =>
  Object.fromEntries(Object.keys(tolerances).flatMap((quantity) => (latest[quantity] ? [[quantity, latest[quantity].value]] : [])))

export const hasMoved = (basis: Record<string, number>, quantity: string, value: number): boolean =>
  tolerances[quantity] !== undefined && Math.abs(value - (basis[quantity] ?? value)) > tolerances[quantity]
