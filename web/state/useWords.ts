import { useI18n } from 'vue-i18n'
import type { Bilingual, Language, Params, Said } from '@/api/types'
import { sayClock, sayDay, sayDeadline, sayLength, sayMoment, sayTime } from '@/words/time'
import { sayNumber, sayValue, unitSign } from '@/words/units'
import { useNow } from './useNow'

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

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

  function spoken(params: Params): Record<string, string | number> {
    const own = typeof params.unit === 'string' ? params.unit : unitOf(params.quantity)
    const values: Record<string, string | number> = {}
    for (const [key, value] of Object.entries(params)) {
      if (typeof value === 'number') values[key] = sayParam(key, value, own)
      else if (typeof value === 'string') values[key] = spokenText(key, value)
    }
    return values
  }

  function spokenText(key: string, value: string): string {
    if (isTime.test(value)) return sayTime(Date.parse(value), now.value, tell)
    if (key === 'quantity') return name('quantities', value)
    if (key === 'actuator') return name('actuators', value)
    return value
  }

  /** A reason, a piece of advice, an event: by its code, else by what its values tell. */
  function say(group: 'reasons' | 'advice' | 'rules', said: Said): string {
    const key = `${group}.${said.code}`
    const values = spoken(said.params)
    if (has(key)) return t(key, values)
    const { value, threshold } = said.params
    if (typeof value === 'number' && typeof threshold === 'number' && values.quantity !== undefined) {
      return t(value >= threshold ? 'reasons.above' : 'reasons.below', values)
    }
    return values.quantity === undefined ? name(group, said.code) : t('reasons.about', values)
  }

  return {
    t, locale, name, say,
    time: (at: string | number) => sayTime(typeof at === 'number' ? at : Date.parse(at), now.value, tell),
    deadline: (at: string) => sayDeadline(Date.parse(at), now.value, tell),
    length: (seconds: number) => sayLength(seconds, tell),
    moment: (at: number) => sayMoment(at, tell),
    day: (at: number) => sayDay(at, tell),
    clock: sayClock, number: sayNumber, value: sayValue, unit: unitSign,
    both: (text: Bilingual) => text[locale.value as Language] ?? text.zh
  }
}

/** What a named number of a sentence is measured in, where the sentence does not say it. */
const paramUnits: Record<string, string> = {
  temperature: 'Cel', low: 'Cel', high: 'Cel', limit: 'Cel', minimum: 'Cel', dewPoint: 'Cel', vpd: 'kPa', percent: '%'
}
const inOwnUnit = new Set(['value', 'threshold', 'clear'])

function sayParam(key: string, value: number, own: string | null): string | number {
  if (inOwnUnit.has(key) && own !== null) return sayValue(value, own)
  const unit = paramUnits[key]
  return unit === undefined ? Math.round(value * 10) / 10 : sayValue(value, unit)
}

function unitOf(quantity: unknown): string | null {
  if (typeof quantity !== 'string') return null
  if (quantity.endsWith('temperature')) return 'Cel'
  return quantity.endsWith('humidity') || quantity.endsWith('moisture') ? '%' : null
}
