import { isRecovering } from '@/features/alarms/shownStatus'
import type { Alarm, Card } from '@/lib/types'

/**
 * The alarm as its greenhouse shows it: the answer for the greenhouse is the newer one, because no live update reports that a
 * value is back in range.
 */
export function alarmOnCards(alarm: Alarm, cards: Pick<Card, 'alarm' | 'reason'>[]): Alarm {
  const card = cards.find((one) => one.alarm?.id === alarm.id)
  return card ? { ...alarm, recovering: isRecovering(card.reason) } : alarm
}
