import { isRecovering } from '@/features/alarms/shownStatus'
import type { Advice, Greenhouse } from '@/lib/types'
import { currentAdvice } from './currentAdvice'

/** Alarm reasons, and the advice that only repeats each of them. */
const repetitions: Record<string, string[]> = {
  air_freezing: ['frost_now'], frost_soon: ['frost_soon'], silent: ['reading_old', 'no_reading'], silent_air: ['reading_old', 'no_reading'],
  silent_cold: ['reading_old', 'no_reading'], vpd_low: ['humid'], vpd_high: ['dry'], grey_mould: ['grey_mould'], leaf_wet_long: ['humid', 'grey_mould']
}

const aboutMoisture = new Set([
  'vpd_low', 'vpd_high', 'condensation', 'leaf_wet_long', 'grey_mould', 'humid', 'dry', 'condensing_air_now', 'condensing_warm_first', 'condensing_night'
])

type Described = Pick<Greenhouse, 'reason' | 'advice' | 'latest'>

/** The current advice without that which repeats the reason beside it. */
export function dedupeAdvice({ reason, advice, latest }: Described): Advice[] {
  const repeated = reason === null || isRecovering(reason) ? [] : (repetitions[reason.code] ?? [])
  return currentAdvice({ advice, latest }).filter((one) => !repeated.includes(one.code))
}

/** Whether the reason or the advice is about moist or dry air. */
export const mentionsMoisture = ({ reason, advice }: Pick<Described, 'reason' | 'advice'>): boolean =>
  [reason, ...advice].some((one) => one !== null && aboutMoisture.has(one.code))
