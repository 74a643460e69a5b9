import type { Rule, RuleSetting } from '@/lib/types'
import { unitOf } from '@/lib/units'
import { useI18n } from '@/lib/useI18n'

/** A rule as a sentence: 夜里低于10℃满5分钟就提醒 */
export function useRuleText() {
  const { t, has, duration, value, name, unit, localized } = useI18n()
  const unitFor = (rule: Rule) => rule.unit ?? unitOf(rule.quantity)

  function limit(rule: Rule, { threshold }: RuleSetting): string {
    if (threshold === null) return ''
    const ucum = unitFor(rule)
    return ucum === 'h' ? duration(threshold * 3600) : value(threshold, ucum)
  }

  function ruleText(rule: Rule, setting: RuleSetting = rule): string {
    const quantity = rule.quantity ? name('quantities', rule.quantity) : ''
    const hold = setting.holdSeconds > 0 ? duration(setting.holdSeconds) : ''
    const isLength = rule.kind === 'above' && unitFor(rule) === 'h'
    const key = isLength ? 'rules.settings.kinds.longer' : `rules.settings.kinds.${rule.kind}`
    const text = t(has(key) ? key : 'rules.settings.kinds.other', { quantity, limit: limit(rule, setting), hold })
    const hasHold = ['above', 'below', 'rising', 'falling'].includes(rule.kind) && hold !== ''
    return t(`rules.settings.periods.${rule.period}`) + text + (hasHold ? t('rules.settings.hold', { hold }) : '')
  }

  const ruleName = (rule: Rule) => (rule.label ? localized(rule.label) : name('rules.names', rule.code))
  return { ruleText, ruleName, unitSymbolOf: (rule: Rule) => unit(unitFor(rule)) }
}
