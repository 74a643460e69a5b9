import type { Alarm } from '@/lib/types'

interface Known { at: number; ownAt: number; severity: Alarm['severity'] }
const never = Number.NEGATIVE_INFINITY

/**
 * Tracks the notices that this page has seen, so that each alerts once. The server decides when a notice is due: it repeats
 * until the alarm is acknowledged, adds one when the alarm worsens, and sends none in quiet hours. A person on no escalation
 * step is alerted only when a danger begins.
 */
export function trackNotices() {
  const known = new Map<number, Known>()
  const newest = (notices: Alarm['notices']) => Math.max(never, ...notices.map((one) => Date.parse(one.at)))

  function isNew(alarm: Alarm, person: number | null): boolean {
    const before = known.get(alarm.id)
    const own = alarm.notices.filter((one) => one.channel === 'page' && one.personId === person)
    const at = Math.max(before?.at ?? never, newest(alarm.notices))
    const ownAt = Math.max(before?.ownAt ?? never, newest(own))
    known.set(alarm.id, { at, ownAt, severity: alarm.severity })
    if (alarm.state === 'cleared') known.delete(alarm.id)
    if (alarm.state !== 'raised' || alarm.severity === 'watch') return false
    if (ownAt > (before?.ownAt ?? never)) return true
    return ownAt === never && alarm.severity === 'danger' && before?.severity !== 'danger' && at > (before?.at ?? never)
  }

  return { isNew, reset: () => known.clear() }
}
