/** Time as people say it, always on the county's clock. */
export const zone = 'Asia/Shanghai'
const minute = 60_000
const day = 86_400_000
const shanghaiOffset = 8 * 3_600_000

export type Tell = (key: string, values?: Record<string, string | number>) => string

interface Clock { dayNumber: number; year: number; month: number; date: number; weekday: number; hour: number; text: string }

/** China has kept UTC+8 without daylight saving since 1991. */
export function clockOf(at: number): Clock {
  const shifted = new Date(at + shanghaiOffset)
  const minutes = String(shifted.getUTCMinutes()).padStart(2, '0')
  return {
    dayNumber: Math.floor((at + shanghaiOffset) / day),
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
export function sayTime(at: number, now: number, tell: Tell): string {
  const passed = now - at
  if (passed >= -minute && passed < minute) return tell('time.justNow')
  if (passed > 0 && passed < 60 * minute) return tell('time.minutesAgo', { n: Math.floor(passed / minute) })
  const then = clockOf(at)
  const today = clockOf(now)
  const days = today.dayNumber - then.dayNumber
  if (days === 0) return tell(`time.today.${partOfDay(then.hour)}`, { clock: then.text })
  if (days === 1) return tell('time.yesterday', { clock: then.text })
  if (days === -1) return tell('time.tomorrow', { clock: then.text })
  const values = { year: then.year, month: then.month, date: then.date, clock: then.text }
  return tell(then.year === today.year ? 'time.date' : 'time.dateWithYear', values)
}

/** 50秒, 5分钟, 3小时, 2天: a length of time, in its largest whole unit. */
export function sayLength(seconds: number, tell: Tell): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return tell('time.seconds', { n: whole })
  if (whole < 3600) return tell('time.minutes', { n: Math.round(whole / 60) })
  if (whole < 2 * 86_400) return tell('time.hours', { n: Math.round(whole / 3600) })
  return tell('time.days', { n: Math.round(whole / 86_400) })
}

/** 还剩2天, 已超1天 */
export function sayDeadline(at: number, now: number, tell: Tell): string {
  const left = (at - now) / 1000
  const length = sayLength(Math.abs(left), tell)
  return tell(left >= 0 ? 'time.left' : 'time.overdue', { length })
}

/** 0 is Sunday. */
export const weekdayOf = (at: number) => clockOf(at).weekday

export function sayClock(at: number): string {
  return clockOf(at).text
}

/** 11月23日; with the year when it is another one. */
export function sayDay(at: number, tell: Tell, now = Date.now()): string {
  const { year, month, date } = clockOf(at)
  return tell(year === clockOf(now).year ? 'time.day' : 'time.dayWithYear', { year, month, date })
}

/** 11月23日 8:30, without 今天 or 昨天: for the axis of a curve and its reading line. */
export function sayMoment(at: number, tell: Tell): string {
  return `${sayDay(at, tell)} ${sayClock(at)}`
}

/** 2026-11-23, for a date field. */
export function dateField(at: number): string {
  return new Date(at + shanghaiOffset).toISOString().slice(0, 10)
}

/** The instant at which a day of a date field begins in the county. */
export function startOfDay(field: string): string {
  return new Date(Date.parse(`${field}T00:00:00Z`) - shanghaiOffset).toISOString()
}
