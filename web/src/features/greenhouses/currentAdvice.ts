import type { Card, Latest, Said } from '@/lib/types'

const side = (value: number, low: number, high: number) => Math.sign(value < low ? -1 : value > high ? 1 : 0)

/**
 * Advice with the temperature that stands above it; none that it contradicts: where it has left its side of the band, what
 * to do is asked for anew.
 */
export function saidNow({ advice, latest }: Pick<Card, 'advice' | 'latest'>): Said[] {
  const now = latest.air_temperature?.value
  return advice.flatMap((one) => {
    const { temperature, low, high } = one.params
    if (now === undefined || typeof temperature !== 'number' || typeof low !== 'number' || typeof high !== 'number') return [one]
    if (side(now, low, high) !== side(temperature, low, high)) return []
    return [{ ...one, params: { ...one.params, temperature: now } }]
  })
}

/** How far a reading may move before what was said of it is no longer so. */
const far: Record<string, number> = { air_temperature: 0.5, relative_humidity: 3 }

/** What advice rests on, as it was when it was given. */
export const restsOn = (latest: Record<string, Latest>): Record<string, number> =>
  Object.fromEntries(Object.keys(far).flatMap((quantity) => (latest[quantity] ? [[quantity, latest[quantity].value]] : [])))

export const hasMoved = (rest: Record<string, number>, quantity: string, value: number): boolean =>
  far[quantity] !== undefined && Math.abs(value - (rest[quantity] ?? value)) > far[quantity]
