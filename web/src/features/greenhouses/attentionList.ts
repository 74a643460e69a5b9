import { shownStatus } from '@/features/alarms/shownStatus'
import type { Alarm, Card } from '@/lib/types'

/** The greenhouses that are not normal and have no open alarm: above all those without readings. */
export function attentionList(cards: Card[], alarms: Pick<Alarm, 'greenhouse'>[]): Card[] {
  const withAlarm = new Set(alarms.map((alarm) => alarm.greenhouse.id))
  return cards.filter((card) => !['normal', 'recovering'].includes(shownStatus(card)) && !withAlarm.has(card.id))
}
