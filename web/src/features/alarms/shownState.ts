import type { Alarm, Card, State } from '@/lib/types'

/** The value is good again, and the alarm waits whether it stays so. Absent means no. */
export const isRecovering = (one: { recovering?: boolean } | null | undefined): boolean => one?.recovering === true

/** Overdue: good when last heard of. */
export type Shown = State | 'recovering' | 'overdue'

/** What to show of a greenhouse: no red over a number that is good again. */
export const shownState = (card: Pick<Card, 'state' | 'reason'>): Shown =>
  card.state !== 'normal' && card.state !== 'lost' && isRecovering(card.reason) ? 'recovering' : card.state

export const shownOf = (alarm: Pick<Alarm, 'severity' | 'state' | 'recovering'>): Shown =>
  alarm.state !== 'cleared' && isRecovering(alarm) ? 'recovering' : alarm.severity

/** Why, as an alarm says it. */
export const reasonOf = (alarm: Pick<Alarm, 'code' | 'params' | 'recovering'>) =>
  ({ code: alarm.code, params: alarm.params, recovering: isRecovering(alarm) })
