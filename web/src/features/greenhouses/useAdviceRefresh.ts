import type { Card, ReadingEvent } from '@/lib/types'
import { hasMoved, restsOn } from './currentAdvice'
import { useSoon } from '@/lib/useThrottle'

/** So long an answer stands, though the readings go on; not for all phones of a county equally long. */
const stands = () => 30_000 + Math.random() * 2000

/** Asks what to do anew when the readings have left what the last answer rested on, while somebody looks. */
export function useAdviceAnew(load: () => Promise<void>) {
  const rests = new Map<number, Record<string, number>>()
  let answeredAt = 0
  const anew = useSoon(
    () => document.visibilityState === 'visible' && void load(),
    () => Math.max(1000, answeredAt + stands() - Date.now())
  )
  return {
    given(cards: Card[]): void {
      answeredAt = Date.now()
      rests.clear()
      cards.forEach((card) => rests.set(card.id, restsOn(card.latest)))
    },
    heard({ greenhouseId, quantity, value }: ReadingEvent): void {
      if (hasMoved(rests.get(greenhouseId) ?? {}, quantity, value)) anew()
    }
  }
}
