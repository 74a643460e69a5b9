import type { Alarm, Card } from '@/lib/types'
import { shownState } from '@/features/alarms/shownState'

/** The greenhouses that are not well though no open alarm speaks of them: one that is lost, above all. */
export function troubledWithout(cards: Card[], alarms: Pick<Alarm, 'greenhouse'>[]): Card[] {
  const spoken = new Set(alarms.map((alarm) => alarm.greenhouse.id))
  return cards.filter((card) => !['normal', 'recovering'].includes(shownState(card)) && !spoken.has(card.id))
}
