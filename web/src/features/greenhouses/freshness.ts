import type { Card } from '@/lib/types'
import { isOld, newestOf } from '@/lib/readingAge'
import { shownState, type Shown } from '@/features/alarms/shownState'
import { useNow } from '@/lib/useNow'

/** `stored`: not what the server says now, but what it said when it was last reached. */
export type Seen<T> = T & { stored?: boolean }
type Told = Seen<Pick<Card, 'state' | 'reason' | 'latest'>>

/** That all is well is said only of what is new: the server does not tell a page that it has gone silent. */
export function shownNow(card: Told, now: number): Shown {
  const state = shownState(card)
  if (state !== 'normal' && state !== 'recovering') return state
  const newest = newestOf(Object.values(card.latest))
  return card.stored || (newest !== null && isOld(newest, now)) ? 'overdue' : state
}

/** How things stand at this moment. */
export function useFreshness() {
  const now = useNow()
  return {
    shownOf: (card: Told) => shownNow(card, now.value),
    old: (latest: Card['latest'][string] | null | undefined) => (latest ? isOld(latest, now.value) : false)
  }
}
