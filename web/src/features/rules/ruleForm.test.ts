import { describe, expect, it } from 'vitest'
import type { Rule } from '@/lib/types'
import { fieldsOf, ruleWish } from './ruleForm'

const defaults = { enabled: true, threshold: 5, clear: 6, holdSeconds: 300, severity: 'danger' as const }
const rule = (own: Partial<Rule> = {}): Rule => ({
  ...defaults, code: 'air_cold_danger', concern: 'cold', label: { zh: '', en: '' }, quantity: 'air_temperature', kind: 'below',
  daytime: 'always', source: '', unit: 'Cel', adjusted: false, defaults, ...own
})

describe('a rule', () => {
  it('is the standard again when its fields are emptied, never a hold of nothing', () => {
    const own = rule({ threshold: 8, clear: 9, holdSeconds: 60, adjusted: true })
    expect(ruleWish(own, { ...fieldsOf(own), threshold: '', clear: '', hold: '' })).toBeNull()
    expect(ruleWish(own, { ...fieldsOf(own), hold: '' })).toMatchObject({ threshold: 8, clear: 9, holdSeconds: null })
    expect(ruleWish(rule(), { ...fieldsOf(rule()), threshold: '', clear: '', hold: '' })).toBeNull()
  })

  it('keeps what nobody touched, to the second', () => {
    const own = rule({ holdSeconds: 100 })
    expect(ruleWish(own, { ...fieldsOf(own), threshold: 7 })).toMatchObject({ threshold: 7, clear: 6, holdSeconds: 100, enabled: true })
  })

  it('takes a hold of nothing only when somebody writes it', () => {
    expect(ruleWish(rule(), { ...fieldsOf(rule()), hold: '0' })).toMatchObject({ holdSeconds: 0 })
  })
})
