import type { Greenhouse, Said } from '@/lib/types'
import { isRecovering } from '@/features/alarms/shownState'
import { saidNow } from './currentAdvice'

/** Advice that only repeats why a greenhouse is not well. */
const repeats: Record<string, string[]> = {
  air_freezing: ['frost_now'], frost_soon: ['frost_soon'], silent: ['reading_old', 'no_reading'], silent_air: ['reading_old', 'no_reading'],
  silent_cold: ['reading_old', 'no_reading'], vpd_low: ['humid'], vpd_high: ['dry'], grey_mould: ['grey_mould'], leaf_wet_long: ['humid', 'grey_mould']
}

/** What speaks of how damp or dry the air is. */
const ofDampness = new Set([
  'vpd_low', 'vpd_high', 'condensation', 'leaf_wet_long', 'grey_mould', 'humid', 'dry', 'condensing_air_now', 'condensing_warm_first', 'condensing_night'
])

type Told = Pick<Greenhouse, 'reason' | 'advice' | 'latest'>

/** The advice that says something which the reason beside it does not. */
export function freshAdvice({ reason, advice, latest }: Told): Said[] {
  const known = reason === null || isRecovering(reason) ? [] : (repeats[reason.code] ?? [])
  return saidNow({ advice, latest }).filter((one) => !known.includes(one.code))
}

/** Whether reason or advice has spoken of damp or dry air already. */
export const dampnessSaid = ({ reason, advice }: Pick<Told, 'reason' | 'advice'>): boolean =>
  [reason, ...advice].some((one) => one !== null && ofDampness.has(one.code))
