// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import adviceEn from '@/features/greenhouses/locales/en.json'
import adviceZh from '@/features/greenhouses/locales/zh.json'
import en from './locales/en.json'
import zh from './locales/zh.json'

const definitions = join(__dirname, '../../../../definitions')
const labels = (text: string) => text.match(/^\{zh: "?(.*?)"?, en: "?(.*?)"?\}$/)!.slice(1)
const get = (messages: object, code: string) => (messages as Record<string, string>)[code]

describe('the messages of', () => {
  const rules = readdirSync(join(definitions, 'rules')).map((name) => readFileSync(join(definitions, 'rules', name), 'utf8'))
  const line = (rule: string, key: string) => rule.match(new RegExp(`^${key}: (.*)$`, 'm'))![1]!

  it.each(rules.map((rule) => [line(rule, 'code'), rule]))('rule %s equal those of its definition', (code, rule) => {
    expect([get(zh.names, code), get(en.names, code)]).toEqual(labels(line(rule, 'label')))
    expect([get(zh.reasons, code), get(en.reasons, code)]).toEqual(labels(line(rule, 'message')))
  })

  it('advice equal those of its definition', () => {
    const advice = [...readFileSync(join(definitions, 'advice.yaml'), 'utf8').matchAll(/^(\w+): (\{.*\})$/gm)]
    expect(advice.map(([, code]) => code).sort()).toEqual(Object.keys(adviceZh.advice).sort())
    for (const [, code, text] of advice) {
      expect([get(adviceZh.advice, code!), get(adviceEn.advice, code!)], code).toEqual(labels(text!))
    }
  })
})
