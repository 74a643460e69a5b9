import type { Rule, RuleChange, RuleSetting, Severity } from '@/lib/types'

/** What stands in the form of a rule; a number field gives numbers or an empty text. */
export interface RuleFields { enabled: boolean; threshold: string | number; clear: string | number; hold: string | number; severity: string }

const minutes = (seconds: number) => String(Math.round(seconds / 0.6) / 100)
const text = (value: number | null) => (value === null ? '' : String(value))

export function fieldsOf({ enabled, threshold, clear, holdSeconds, severity }: RuleSetting): RuleFields {
  return { enabled, threshold: text(threshold), clear: text(clear), hold: minutes(holdSeconds), severity }
}

const numberOr = (field: string | number, before: number | null) => {
  const written = String(field).trim()
  if (written === '') return null
  return written === text(before) ? before : Number(written)
}

/** What to ask for: an empty field is the standard again; a rule that is wholly the standard needs no setting of its own (null). */
export function ruleWish(rule: Rule, fields: RuleFields): RuleChange | null {
  const { defaults } = rule
  const holdText = String(fields.hold).trim()
  const wish: RuleChange = {
    enabled: fields.enabled,
    threshold: numberOr(fields.threshold, rule.threshold),
    clear: numberOr(fields.clear, rule.clear),
    holdSeconds: holdText === '' ? null : holdText === minutes(rule.holdSeconds) ? rule.holdSeconds : Math.round(Number(holdText) * 60),
    severity: fields.severity as Severity
  }
  const standard = (Object.keys(wish) as (keyof RuleSetting)[]).every((key) => wish[key] === null || wish[key] === defaults[key])
  return standard ? null : wish
}
