import { alarmReason, isRecovering } from '@/features/alarms/shownStatus'
import { defaultLateAfterMs } from '@/lib/readingAge'
import type { Alarm, Card, Latest, ReadingUpdate, Status, StatusUpdate } from '@/lib/types'

const urgency: Record<Status, number> = { danger: 0, no_data: 1, watch: 2, normal: 3 }

/** Worst first; among equally bad ones the newest change first, among normal ones by name. */
export function byUrgency(a: Card, b: Card): number {
  const difference = urgency[a.status] - urgency[b.status]
  if (difference !== 0) return difference
  if (a.status === 'normal') return a.name.localeCompare(b.name, 'zh', { numeric: true })
  return Date.parse(b.statusSince) - Date.parse(a.statusSince)
}

/** Readings may arrive out of order: an older one is ignored. */
export function mergeReading(before: Latest | undefined | null, update: ReadingUpdate): Latest {
  if (before && Date.parse(update.at) < Date.parse(before.at)) return before
  const { value, at, unit } = update
  return { unit, value, at, ageSeconds: 0, late: false, lateAfter: before ? before.lateAfter : defaultLateAfterMs / 1000 }
}

export function applyAlarm(card: Card, alarm: Alarm): void {
  if (alarm.greenhouse.id !== card.id) return
  if (alarm.state === 'cleared') {
    if (card.alarm?.id === alarm.id) card.alarm = card.reason = null
    return
  }
  const { id, code, severity, raisedAt } = alarm
  if (card.alarm && card.alarm.id !== id && urgency[card.alarm.severity] < urgency[severity]) return
  const sameCondition = card.alarm?.id === id && card.alarm.code === code && card.alarm.severity === severity
  card.alarm = { id, code, severity, raisedAt, acknowledged: alarm.state === 'acknowledged' }
  card.reason = { ...alarmReason(alarm), recovering: isRecovering(alarm) || (sameCondition && isRecovering(card.reason)) }
}

/** The update has neither reason nor advice: the caller reloads those. */
export function applyStatus(card: Card, update: StatusUpdate): void {
  Object.assign(card, { status: update.status, statusSince: update.since })
}
