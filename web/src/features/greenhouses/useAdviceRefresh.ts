import type { Card, ReadingUpdate } from '@/lib/types'
import { useThrottle } from '@/lib/useThrottle'
import { adviceBasis, hasMoved } from './currentAdvice'

/** The least time between two requests, with jitter so that the phones of a county do not ask at once. */
const intervalMs = () => 30_000 + Math.random() * 2000

/** Reloads the advice when the readings have left its basis, while the page is visible. */
export function useAdviceRefresh(load: () => Promise<void>) {
  const bases = new Map<number, Record<string, number>>()
  let answeredAt = 0
  const refresh = useThrottle(
    () => document.visibilityState === 'visible' && void load(),
    () => Math.max(1000, answeredAt + intervalMs() - Date.now())
  )
  return {
    onAnswer(cards: Card[]): void {
      answeredAt = Date.now()
      bases.clear()
      cards.forEach((card) => bases.set(card.id, adviceBasis(card.latest)))
    },
    onReading({ greenhouseId, quantity, value }: ReadingUpdate): void {
      if (hasMoved(bases.get(greenhouseId) ?? {}, quantity, value)) refresh()
    }
  }
}
