import { shownStatus, type ShownStatus } from '@/features/alarms/shownStatus'
import { isLate, newestReading } from '@/lib/readingAge'
import type { Card, CodedMessage } from '@/lib/types'
import { useNow } from '@/lib/useNow'
import { dedupeAdvice } from './dedupeAdvice'

/** `stored`: from the service worker's cache, because the server could not be reached. */
export type MaybeStored<T> = T & { stored?: boolean }
type Shown = MaybeStored<Pick<Card, 'status' | 'reason' | 'latest'>>

/** Shows 'normal' only for fresh readings: while no update comes, the page itself detects late ones. */
export function currentStatus(card: Shown, now: number): ShownStatus {
  const status = shownStatus(card)
  if (status !== 'normal' && status !== 'recovering') return status
  const newest = newestReading(Object.values(card.latest))
  return card.stored || (newest !== null && isLate(newest, now)) ? 'late' : status
}

/** Advice that does not speak of the present numbers. */
const undated = ['no_reading', 'reading_old', 'manual_switch']

/** The advice to show: in grey no action, because the present numbers are not known. */
export function shownAdvice(card: Shown & Pick<Card, 'advice'>, now: number): CodedMessage[] {
  const advice = dedupeAdvice(card)
  return isGrey(card, now) ? advice.filter((one) => undated.includes(one.code)) : advice
}

/** Whether the card is grey: its readings are not those of the present. */
export const isGrey = (card: Shown, now: number): boolean => ['late', 'no_data'].includes(currentStatus(card, now))

/** The quantity whose absence a rule reports; '' is any. */
const missing: Record<string, string> = { silent: '', silent_air: 'air_temperature', silent_cold: 'air_temperature' }
const minuteMs = 60_000

/** The reason of the status; a rule of missing readings counts the minutes up to now, as the age beside it does. */
export function shownReason({ reason, latest }: Pick<Card, 'reason' | 'latest'>, now: number): Card['reason'] {
  const quantity = reason?.recovering ? undefined : missing[reason?.code ?? '']
  const newest = quantity === undefined ? null : newestReading(quantity ? [latest[quantity]] : Object.values(latest))
  if (!reason || !newest) return reason
  return { ...reason, params: { ...reason.params, value: Math.max(0, Math.floor((now - Date.parse(newest.at)) / minuteMs)) } }
}

/** States, lateness, reasons and advice at the present time. */
export function useFreshness() {
  const now = useNow()
  return {
    statusOf: (card: Shown) => currentStatus(card, now.value),
    isGrey: (card: Shown) => isGrey(card, now.value),
    reasonOf: (card: Pick<Card, 'reason' | 'latest'>) => shownReason(card, now.value),
    adviceOf: (card: Shown & Pick<Card, 'advice'>) => shownAdvice(card, now.value),
    isLate: (latest: Card['latest'][string] | null | undefined) => (latest ? isLate(latest, now.value) : false)
  }
}
