import { formatDuration } from '@/lib/time'
import type { Advice, CodedMessage } from '@/lib/types'
import { roundFigure } from '@/lib/units'
import { useI18n } from '@/lib/useI18n'

/** The sentences of coded messages: reasons of alarms and pieces of advice. */
export function useSentences() {
  const { t, has, name, translate, localized } = useI18n()

  function placeholders({ code, params }: CodedMessage): Record<string, string | number> {
    const values: Record<string, string | number> = {}
    for (const [key, value] of Object.entries(params)) {
      if (key === 'minutes' && typeof value === 'number') values[key] = formatDuration(value * 60, translate)
      else if (value !== null) values[key] = roundFigure(`${code}.${key}`, value)
    }
    return values
  }

  /** The sentence of the code in the group; without one, the name of the rule. */
  function sentence(group: string, message: CodedMessage): string {
    const key = `${group}.${message.code}`
    return has(key) ? t(key, placeholders(message)) : name('rules.names', message.code)
  }

  /** In the past tense when the value is good again. */
  function reasonText(reason: CodedMessage & { recovering?: boolean }): string {
    const text = sentence('rules.reasons', reason)
    return reason.recovering === true ? t('rules.formerly', { sentence: text }) : text
  }

  /** In the words of the operator's definitions, which the server sends with the advice. */
  function adviceText(advice: Advice): string {
    if (!advice.sentence) return sentence('greenhouses.advice', advice)
    const values = placeholders(advice)
    return localized(advice.sentence).replace(/\{(\w+)\}/g, (placeholder, key: string) => String(values[key] ?? placeholder))
  }

  return { reasonText, adviceText }
}
