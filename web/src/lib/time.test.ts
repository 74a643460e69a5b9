// @vitest-environment node
import { describe, expect, it } from 'vitest'
import en from './locales/en.json'
import zh from './locales/zh.json'
import { dateField, formatDeadline, formatDuration, formatDateTime, formatRelativeTime, startOfDay, type Translate } from './time'

function translator(words: object): Translate {
  return (key, values = {}) => {
    const text = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], words)
    return String(text).replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name]))
  }
}
const translate = translator(zh)
const now = Date.parse('2026-11-23T08:30:00Z') // 16:30 in the county

describe('formatRelativeTime', () => {
  const rows: [string, string][] = [
    ['2026-11-23T08:29:30Z', '刚刚'],
    ['2026-11-23T08:30:20Z', '刚刚'],
    ['2026-11-23T08:28:00Z', '2分钟前'],
    ['2026-11-23T07:31:00Z', '59分钟前'],
    ['2026-11-22T22:20:00Z', '今早6:20'],
    ['2026-11-22T17:05:00Z', '凌晨1:05'],
    ['2026-11-23T02:00:00Z', '上午10:00'],
    ['2026-11-23T05:15:00Z', '中午13:15'],
    ['2026-11-23T07:00:00Z', '下午15:00'],
    ['2026-11-22T10:05:00Z', '昨天18:05'],
    ['2026-11-22T15:59:59Z', '昨天23:59'],
    ['2026-11-20T00:00:00Z', '11月20日 8:00'],
    ['2025-12-31T16:00:00Z', '1月1日 0:00'],
    ['2025-12-31T15:59:00Z', '2025年12月31日 23:59'],
    ['2026-11-23T16:00:00Z', '明天0:00']
  ]
  it.each(rows)('%s is %s', (at, expected) => {
    expect(formatRelativeTime(Date.parse(at), now, translate)).toBe(expected)
  })

  it('formats in English', () => {
    expect(formatRelativeTime(Date.parse('2026-11-22T22:20:00Z'), now, translator(en))).toBe('today 6:20')
  })
})

describe('durations and deadlines', () => {
  it('take the largest unit that fits', () => {
    expect([50, 300, 3600, 90_000, 200_000].map((seconds) => formatDuration(seconds, translate))).toEqual(['50秒', '5分钟', '1小时', '25小时', '2天'])
  })

  it('tell what is left or overdue', () => {
    expect(formatDeadline(now + 2 * 86_400_000, now, translate)).toBe('还剩2天')
    expect(formatDeadline(now - 3 * 86_400_000, now, translate)).toBe('已超3天')
  })
})

describe('the county’s time zone', () => {
  it('applies to every date', () => {
    const midnight = Date.parse('2026-11-22T16:00:00Z')
    expect(formatDateTime(midnight, translate)).toBe('11月23日 0:00')
    expect(dateField(midnight)).toBe('2026-11-23')
    expect(dateField(midnight - 1)).toBe('2026-11-22')
    expect(startOfDay('2026-11-23')).toBe('2026-11-22T16:00:00.000Z')
  })
})
