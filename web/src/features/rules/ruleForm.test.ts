// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Rule } from '@/lib/types'
import { ruleFields, ruleChange } from './ruleForm'

const defaults = { enabled: true, threshold: 5, clear: 6, holdSeconds: 300, severity: 'danger' as const }
const rule = (own: Partial<Rule> = {}): Rule => ({
  ...defaults, code: 'air_cold_danger', concern: 'cold', label: { zh: '', en: '' }, quantity: 'air_temperature', kind: 'below',
  period: 'always', source: '', unit: 'Cel', adjusted: false, defaults, ...own
})

describe('ruleChange', () => {
  it('takes empty fields as the default, never as a hold time of zero', () => {
    const own = rule({ threshold: 8, clear: 9, holdSeconds: 60, adjusted: true })
    expect(ruleChange(own, { ...ruleFields(own), threshold: '', clear: '', hold: '' })).toBeNull()
    expect(ruleChange(own, { ...ruleFields(own), hold: '' })).toMatchObject({ threshold: 8, clear: 9, holdSeconds: null })
    expect(ruleChange(rule(), { ...ruleFields(rule()), threshold: '', clear: '', hold: '' })).toBeNull()
  })

  it('keeps untouched fields to the second', () => {
    const own = rule({ holdSeconds: 100 })
    expect(ruleChange(own, { ...ruleFields(own), threshold: 7 })).toMatchObject({ threshold: 7, clear: 6, holdSeconds: 100, enabled: true })
  })

  it('takes a hold time of zero only when it is entered', () => {
    expect(ruleChange(rule(), { ...ruleFields(rule()), hold: '0' })).toMatchObject({ holdSeconds: 0 })
  })
})
