import { Refusal } from './client'
import { dateField } from './time'

/** What makes no sense is refused before it is sent, under its field. */
export const refuseField = (field: string, reason: string) => new Refusal('invalid', '', { [field]: reason })

/** `day` as a date field gives it; empty is none. */
export const isFutureDay = (day: string, now: number): boolean => day !== '' && day > dateField(now)

const longest = 12 * 60
const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** What is wrong with quiet hours, if anything: 23:00 to 23:00 is no time at all. Over midnight is fine. */
export function quietFault(from: string, to: string): 'quietOne' | 'quietSame' | 'quietLong' | null {
  if ((from === '') !== (to === '')) return 'quietOne'
  if (from === '') return null
  if (from === to) return 'quietSame'
  return (minutes(to) - minutes(from) + 1440) % 1440 > longest ? 'quietLong' : null
}
