import type { Alarm, Card, State } from '@/lib/types'

/** The value is back in its band, but the alarm waits for it to stay there. Absent means no. */
export const isRecovering = (one: { recovering?: boolean } | null | undefined): boolean => one?.recovering === true

/** The server's states and two of the page: 'late' was normal at the last contact. */
export type ShownState = State | 'recovering' | 'late'

/** The state of a greenhouse as shown: 'recovering' in place of a severity whose value is back in its band. */
export const shownState = (card: Pick<Card, 'state' | 'reason'>): ShownState =>
  card.state !== 'normal' && card.state !== 'no_data' && isRecovering(card.reason) ? 'recovering' : card.state

export const shownAlarmState = (alarm: Pick<Alarm, 'severity' | 'state' | 'recovering'>): ShownState =>
  alarm.state !== 'cleared' && isRecovering(alarm) ? 'recovering' : alarm.severity

export const alarmReason = (alarm: Pick<Alarm, 'code' | 'params' | 'recovering'>) =>
  ({ code: alarm.code, params: alarm.params, recovering: isRecovering(alarm) })
