import { useI18n } from 'vue-i18n'
import type { Label, Language, Said } from './types'
import { sayClock, sayDay, sayDeadline, sayLength, sayMoment, sayTime } from './time'
import { figureIn, sayNumber, sayValue, unitSign } from './units'
import { isRecovering } from '@/features/alarms/shownState'
import { useNow } from './useNow'

/** Everything a page needs to say a thing in the person's language. */
export function useWords() {
  const { t, te, locale } = useI18n({ useScope: 'global' })
  const now = useNow()
  const tell = (key: string, values?: Record<string, string | number>) => t(key, values ?? {})
  const has = (key: string) => te(key, locale.value) || te(key, 'zh')

  const name = (group: string, code: string | null | undefined): string => {
    if (!code) return ''
    return has(`${group}.${code}`) ? t(`${group}.${code}`) : code.replace(/_/g, ' ')
  }

  function spoken({ code, params }: Said): Record<string, string | number> {
    const values: Record<string, string | number> = {}
    for (const [key, value] of Object.entries(params)) {
      if (key === 'minutes' && typeof value === 'number') values[key] = sayLength(value * 60, tell)
      else if (value !== null) values[key] = figureIn(`${code}.${key}`, value)
    }
    return values
  }

  /** A reason or a piece of advice: the sentence of its code, else the name of its rule. */
  function say(group: 'reasons' | 'advice', said: Said): string {
    const key = `${group}.${said.code}`
    return has(key) ? t(key, spoken(said)) : name('rules', said.code)
  }

  /** Why something is as it is; of what is good again already, in the past. */
  const why = (said: Said & { recovering?: boolean }): string => {
    const sentence = say('reasons', said)
    return isRecovering(said) ? t('alarms.was', { sentence }) : sentence
  }

  /** At the beginning of a line. */
  const headed = (text: string) => (locale.value === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text)

  return {
    t, locale, name, say, why, headed,
    time: (at: string | number) => sayTime(typeof at === 'number' ? at : Date.parse(at), now.value, tell),
    deadline: (at: string) => sayDeadline(Date.parse(at), now.value, tell),
    length: (seconds: number) => sayLength(seconds, tell),
    moment: (at: number) => sayMoment(at, tell),
    day: (at: number) => sayDay(at, tell),
    clock: sayClock, number: sayNumber, value: sayValue, unit: unitSign,
    both: (text: Label) => text[locale.value as Language] ?? text.zh
  }
}
