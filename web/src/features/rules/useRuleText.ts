import type { Rule, RuleSetting } from '@/lib/types'
import { unitOf } from '@/lib/units'
import { useWords } from '@/lib/useI18n'

/** A rule as a sentence: 夜里低于10℃满5分钟就提醒 */
export function useRuleWords() {
  const { t, length, value, name, unit, both } = useWords()

  function limit(rule: Rule, values: RuleSetting): string {
    if (values.threshold === null) return ''
    const unit = unitFor(rule)
    return unit === 'h' ? length(values.threshold * 3600) : value(values.threshold, unit)
  }

  function sentence(rule: Rule, values: RuleSetting = rule): string {
    const quantity = rule.quantity ? name('quantities', rule.quantity) : ''
    const hold = values.holdSeconds > 0 ? length(values.holdSeconds) : ''
    const key = `rule.kinds.${rule.kind}`
    const known = t(key) !== key
    const text = known
      ? t(key, { quantity, limit: limit(rule, values), hold })
      : t('rule.kinds.other', { quantity, limit: limit(rule, values) })
    const waits = ['above', 'below', 'rising', 'falling'].includes(rule.kind) && hold !== ''
    return t(`rule.daytime.${rule.daytime}`) + text + (waits ? t('rule.hold', { hold }) : '')
  }

  const unitFor = (rule: Rule) => rule.unit ?? unitOf(rule.quantity)
  const ruleName = (rule: Rule) => (rule.label ? both(rule.label) : name('rules', rule.code))
  return { sentence, ruleName, signFor: (rule: Rule) => unit(unitFor(rule)) }
}
