import type { Alarm, Card, Status } from '@/lib/types'

/** The value is back in its band, but the alarm waits for it to stay there. Absent means no. */
export const isRecovering = (one: { recovering?: boolean } | null | undefined): boolean => one?.recovering === true

/** The server's states and two of the page: 'late' has no alarm, and no fresh reading. */
export type ShownStatus = Status | 'recovering' | 'late'

/**
 * The status of a greenhouse as shown: 'recovering' in place of a severity whose value is back in its band, and 'late' in place
 * of 'no_data' without an alarm, e.g. when its only readings were imported.
 */
export function shownStatus(card: Pick<Card, 'status' | 'reason'>): ShownStatus {
  if (card.status === 'no_data') return card.reason === null ? 'late' : 'no_data'
  return card.status !== 'normal' && isRecovering(card.reason) ? 'recovering' : card.status
}

export const shownAlarmStatus = (alarm: Pick<Alarm, 'severity' | 'state' | 'recovering'>): ShownStatus =>
  alarm.state !== 'cleared' && isRecovering(alarm) ? 'recovering' : alarm.severity

const conditions = ({ changes }: Alarm) => changes.filter(({ change }) => change !== 'acknowledged').length

/** A live update does not say whether the value is back in range; without a change of the condition that is as before. */
export const mergeAlarm = (before: Alarm, update: Alarm): Alarm =>
  conditions(before) === conditions(update) ? { ...update, recovering: isRecovering(before) || isRecovering(update) } : update

export const alarmReason = (alarm: Pick<Alarm, 'code' | 'params' | 'recovering'>) =>
  ({ code: alarm.code, params: alarm.params, recovering: isRecovering(alarm) })
