// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import adviceEn from '@/features/greenhouses/locales/en.json'
import adviceZh from '@/features/greenhouses/locales/zh.json'
import actuatorsEn from '@/features/actuation/locales/en.json'
import actuatorsZh from '@/features/actuation/locales/zh.json'
import libEn from '@/lib/locales/en.json'
import libZh from '@/lib/locales/zh.json'
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

  it('rules name those of the monitor itself', () => {
    const monitor = join(__dirname, '../../../../src/sensing/monitor')
    const source = readdirSync(monitor).filter((name) => name.endsWith('.cpp') && !name.endsWith('_test.cpp'))
      .map((name) => readFileSync(join(monitor, name), 'utf8')).join()
    const codes = new Set([...source.matchAll(/\brule [!=]?= "(\w+)"/g)].map((match) => match[1]!))
    expect([...codes].sort()).toEqual(['run_max', 'safe_state'])
    for (const code of codes) expect([get(zh.names, code), get(en.names, code)], code).not.toContain(undefined)
  })

  it('quantities and actuators name those of the definitions', () => {
    const profiles = readdirSync(join(definitions, 'profiles')).map((name) => readFileSync(join(definitions, 'profiles', name), 'utf8'))
    const found = (texts: string[], pattern: RegExp) => texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!))
    const section = (text: string, key: string) => text.split(new RegExp(`^${key}:`, 'm'))[1]?.split(/^\w/m)[0] ?? ''
    const actuators = found(profiles.map((text) => section(text, 'actuators')), /- \{?name: (\w+)/g)
    const quantities = [...found(profiles.map((text) => section(text, 'quantities')), /- \{?name: (\w+)/g),
      ...found(rules, /^quantity: (\w+)/gm), ...actuators.map((name) => `${name}_position`)]
    expect(actuators).toContain('heater')
    expect(quantities).toContain('soil_moisture')
    for (const name of actuators) expect([get(actuatorsZh.actuators, name), get(actuatorsEn.actuators, name)], name).not.toContain(undefined)
    for (const name of quantities) expect([get(libZh.quantities, name), get(libEn.quantities, name)], name).not.toContain(undefined)
  })
})
