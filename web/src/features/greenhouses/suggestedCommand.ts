import type { Card } from '@/lib/types'

/** What the first vent could do about it, if its advice says so and it is not done yet. */
export type Remedy = { actuator: string; action: 'open' | 'close' }

const moves: Record<string, Remedy['action']> = {
  hot_open_vent: 'open', warm_night: 'open', cold_close_vent: 'close', frost_now: 'close', frost_soon: 'close', frost_close_vent: 'close'
}
const done = { open: 100, close: 0 }
/** Per cent: a rack and its end switch have that much play. */
const play = 2

export function remedyOf({ vents, advice }: Pick<Card, 'vents' | 'advice'>): Remedy | null {
  const vent = vents[0]
  const action = advice.map((one) => moves[one.code]).find((one) => one !== undefined)
  return vent && action && (vent.position === null || Math.abs(vent.position - done[action]) > play) ? { actuator: vent.name, action } : null
}
