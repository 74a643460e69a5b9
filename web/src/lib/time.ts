/** Times as people say them, always in the county's time zone. */
export const zone = 'Asia/Shanghai'
const minuteMs = 60_000
const dayMs = 86_400_000
const shanghaiOffsetMs = 8 * 3_600_000

export type Translate = (key: string, values?: Record<string, string | number>) => string

interface Clock { dayNumber: number; year: number; month: number; date: number; weekday: number; hour: number; text: string }

/** China has kept UTC+8 without daylight saving since 1991. */
export function clockOf(at: number): Clock {
  const shifted = new Date(at + shanghaiOffsetMs)
  const minutes = String(shifted.getUTCMinutes()).padStart(2, '0')
  return {
    dayNumber: Math.floor((at + shanghaiOffsetMs) / dayMs),
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    date: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    text: `${shifted.getUTCHours()}:${minutes}`
  }
}

function partOfDay(hour: number): string {
  if (hour < 5) return 'dawn'
  if (hour < 9) return 'morning'
  if (hour < 12) return 'forenoon'
  if (hour < 14) return 'noon'
  if (hour < 18) return 'afternoon'
  return 'evening'
}

/** 刚刚, 2分钟前, 今早6:20, 昨天18:05, 11月3日 8:00 */
export function formatRelativeTime(at: number, now: number, translate: Translate): string {
  const passed = now - at
  if (passed >= -minuteMs && passed < minuteMs) return translate('time.justNow')
  if (passed > 0 && passed < 60 * minuteMs) return translate('time.minutesAgo', { n: Math.floor(passed / minuteMs) })
  const then = clockOf(at)
  const today = clockOf(now)
  const days = today.dayNumber - then.dayNumber
  if (days === 0) return translate(`time.today.${partOfDay(then.hour)}`, { clock: then.text })
  if (days === 1) return translate('time.yesterday', { clock: then.text })
  if (days === -1) return translate('time.tomorrow', { clock: then.text })
  const values = { year: then.year, month: then.month, date: then.date, clock: then.text }
  return translate(then.year === today.year ? 'time.date' : 'time.dateWithYear', values)
}

/** 50秒, 5分钟, 3小时, 2天: a duration in its largest whole unit. */
export function formatDuration(seconds: number, translate: Translate): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return translate('time.seconds', { n: whole })
  if (whole < 3600) return translate('time.minutes', { n: Math.round(whole / 60) })
  if (whole < 2 * 86_400) return translate('time.hours', { n: Math.round(whole / 3600) })
  return translate('time.days', { n: Math.round(whole / 86_400) })
}

/** 还剩2天, 已超1天 */
export function formatDeadline(at: number, now: number, translate: Translate): string {
  const left = (at - now) / 1000
  const length = formatDuration(Math.abs(left), translate)
  return translate(left >= 0 ? 'time.left' : 'time.overdue', { length })
}

/** 0 is Sunday. */
export const weekdayOf = (at: number) => clockOf(at).weekday

export function formatClock(at: number): string {
  return clockOf(at).text
}

/** 11月23日; with the year when it is not the present one. */
export function formatDate(at: number, translate: Translate, now = Date.now()): string {
  const { year, month, date } = clockOf(at)
  return translate(year === clockOf(now).year ? 'time.day' : 'time.dayWithYear', { year, month, date })
}

/** 11月23日 8:30, without 今天 or 昨天: for a chart's axis and cursor. */
export function formatDateTime(at: number, translate: Translate): string {
  return `${formatDate(at, translate)} ${formatClock(at)}`
}

/** 2026-11-23: the value of a date field. */
export function dateField(at: number): string {
  return new Date(at + shanghaiOffsetMs).toISOString().slice(0, 10)
}

/** The instant at which the day of a date field begins in the county. */
export function startOfDay(field: string): string {
  return new Date(Date.parse(`${field}T00:00:00Z`) - shanghaiOffsetMs).toISOString()
}
