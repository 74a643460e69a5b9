import { shownState, type ShownState } from '@/features/alarms/shownState'
import { isLate, newestReading } from '@/lib/readingAge'
import type { Card } from '@/lib/types'
import { useNow } from '@/lib/useNow'

/** `stored`: from the service worker's cache, because the server could not be reached. */
export type MaybeStored<T> = T & { stored?: boolean }
type Shown = MaybeStored<Pick<Card, 'state' | 'reason' | 'latest'>>

/** Shows 'normal' only for fresh readings: while no update comes, the page itself detects late ones. */
export function currentState(card: Shown, now: number): ShownState {
  const state = shownState(card)
  if (state !== 'normal' && state !== 'recovering') return state
  const newest = newestReading(Object.values(card.latest))
  return card.stored || (newest !== null && isLate(newest, now)) ? 'late' : state
}

/** States and lateness at the present time. */
export function useFreshness() {
  const now = useNow()
  return {
    stateOf: (card: Shown) => currentState(card, now.value),
    isLate: (latest: Card['latest'][string] | null | undefined) => (latest ? isLate(latest, now.value) : false)
  }
}
