import type { Rule, RuleChange, RuleSetting, Severity } from '@/lib/types'

/** The fields of the rule form; a number field yields a number or an empty string. */
export interface RuleFields { enabled: boolean; threshold: string | number; clear: string | number; hold: string | number; severity: string }

const minutes = (seconds: number) => String(Math.round(seconds / 0.6) / 100)
const text = (value: number | null) => (value === null ? '' : String(value))

export function ruleFields({ enabled, threshold, clear, holdSeconds, severity }: RuleSetting): RuleFields {
  return { enabled, threshold: text(threshold), clear: text(clear), hold: minutes(holdSeconds), severity }
}

/** An untouched field keeps the exact value, which the field may show rounded. */
const parseNumber = (field: string | number, before: number | null) => {
  const entered = String(field).trim()
  if (entered === '') return null
  return entered === text(before) ? before : Number(entered)
}

/** The change to send: an empty field means the default; null when every field has its default. */
export function ruleChange(rule: Rule, fields: RuleFields): RuleChange | null {
  const { defaults } = rule
  const hold = String(fields.hold).trim()
  const change: RuleChange = {
    enabled: fields.enabled,
    threshold: parseNumber(fields.threshold, rule.threshold),
    clear: parseNumber(fields.clear, rule.clear),
    holdSeconds: hold === '' ? null : hold === minutes(rule.holdSeconds) ? rule.holdSeconds : Math.round(Number(hold) * 60),
    severity: fields.severity as Severity
  }
  const isDefault = (Object.keys(change) as (keyof RuleSetting)[]).every((key) => change[key] === null || change[key] === defaults[key])
  return isDefault ? null : change
}
