import type { Card } from '@/lib/types'

export interface SuggestedCommand { actuator: string; action: 'open' | 'close' }

const actionOfAdvice: Record<string, SuggestedCommand['action']> = {
  hot_open_vent: 'open', warm_night: 'open', cold_close_vent: 'close', frost_now: 'close', frost_soon: 'close', frost_close_vent: 'close'
}
const endPosition = { open: 100, close: 0 }
/** The mechanical play of a rack and its limit switch. */
const playPercent = 2

/** The command to the first vent that the advice calls for, unless the vent is in that position. */
export function suggestedCommand({ vents, advice }: Pick<Card, 'vents' | 'advice'>): SuggestedCommand | null {
  const vent = vents[0]
  const action = advice.map((one) => actionOfAdvice[one.code]).find((one) => one !== undefined)
  if (!vent || !action) return null
  const isThere = vent.position !== null && Math.abs(vent.position - endPosition[action]) <= playPercent
  return isThere ? null : { actuator: vent.name, action }
}
