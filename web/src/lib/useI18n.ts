import { useI18n as useVueI18n } from 'vue-i18n'
import { formatClock, formatDate, formatDateTime, formatDeadline, formatDuration, formatRelativeTime } from './time'
import type { Label, Language } from './types'
import { formatNumber, formatValue, unitSymbol } from './units'
import { useNow } from './useNow'

/** Messages and formats in the person's language. */
export function useI18n() {
  const { t, te, locale } = useVueI18n({ useScope: 'global' })
  const now = useNow()
  const translate = (key: string, values?: Record<string, string | number>) => t(key, values ?? {})
  const has = (key: string) => te(key, locale.value) || te(key, 'zh')

  /** The label of a code; a code without one is shown with spaces for underscores. */
  const name = (group: string, code: string | null | undefined): string => {
    if (!code) return ''
    return has(`${group}.${code}`) ? t(`${group}.${code}`) : code.replace(/_/g, ' ')
  }

  return {
    t, has, locale, name, translate,
    capitalize: (text: string) => (locale.value === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text),
    relativeTime: (at: string | number) => formatRelativeTime(typeof at === 'number' ? at : Date.parse(at), now.value, translate),
    deadline: (at: string) => formatDeadline(Date.parse(at), now.value, translate),
    duration: (seconds: number) => formatDuration(seconds, translate),
    dateTime: (at: number) => formatDateTime(at, translate),
    date: (at: number) => formatDate(at, translate),
    clock: formatClock, number: formatNumber, value: formatValue, unit: unitSymbol,
    localized: (text: Label) => text[locale.value as Language] ?? text.zh
  }
}
