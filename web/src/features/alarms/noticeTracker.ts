import type { Alarm } from '@/lib/types'

interface Heard { at: number; mine: number; severity: Alarm['severity'] }
const never = Number.NEGATIVE_INFINITY

/**
 * Which notices have been heard on this page, so that each rings once. The server decides when a notice is due: again
 * until somebody has seen the alarm, anew when it got worse, and in quiet hours none. Who is on no rung of the ladder
 * hears only that a danger begins.
 */
export function heardNotices() {
  const heard = new Map<number, Heard>()
  const newest = (notices: Alarm['notices']) => Math.max(never, ...notices.map((one) => Date.parse(one.at)))

  function isNew(alarm: Alarm, person: number | null): boolean {
    const before = heard.get(alarm.id)
    const at = Math.max(before?.at ?? never, newest(alarm.notices))
    const mine = Math.max(before?.mine ?? never, newest(alarm.notices.filter((one) => one.channel === 'page' && one.personId === person)))
    heard.set(alarm.id, { at, mine, severity: alarm.severity })
    if (alarm.state === 'cleared') heard.delete(alarm.id)
    if (alarm.state !== 'raised' || alarm.severity === 'watch') return false
    if (mine > (before?.mine ?? never)) return true
    return mine === never && alarm.severity === 'danger' && before?.severity !== 'danger' && at > (before?.at ?? never)
  }

  return { isNew, forget: () => heard.clear() }
}
