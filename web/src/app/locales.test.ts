import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/lib/locales/en.json'
import zh from '@/lib/locales/zh.json'

type Words = { [key: string]: string | Words }
const flat = (words: Words, before = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flat(value, `${before}${key}.`)
  )
const chinese = new Map(flat(zh))
const english = new Map(flat(en))
const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

const root = join(__dirname, '..')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !/\.test\.ts$|schema\.d\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }))

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

describe('the words', () => {
  it('say the same things in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('put the same values into both languages', () => {
    for (const [key, text] of chinese) expect(values(english.get(key) ?? ''), key).toEqual(values(text))
  })

  it('stand nowhere but in the words', () => {
    for (const { name, text } of sources) {
      expect(withoutComments(text).match(/[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/g), name).toBeNull()
    }
  })

  it('are there wherever a page asks for them', () => {
    for (const { name, text } of sources) {
      for (const match of text.matchAll(/\b(?:t|tell)\(\s*'([^']+)'/g)) {
        expect(chinese.has(match[1]!), `${name}: ${match[1]}`).toBe(true)
      }
      for (const match of text.matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)) {
        const group = [...chinese.keys()].some((key) => key.startsWith(`${match[1]}.`))
        expect(group, `${name}: ${match[1]}.…`).toBe(true)
      }
    }
  })
})

const definitions = join(root, '../../definitions')
const both = (text: string) => text.match(/^\{zh: "?(.*?)"?, en: "?(.*?)"?\}$/)!.slice(1)

describe('the words of a rule', () => {
  const rules = readdirSync(join(definitions, 'rules')).map((name) => readFileSync(join(definitions, 'rules', name), 'utf8'))
  const line = (rule: string, key: string) => rule.match(new RegExp(`^${key}: (.*)$`, 'm'))![1]!

  it.each(rules.map((rule) => [line(rule, 'code'), rule]))('%s are those of its definition', (code, rule) => {
    expect([chinese.get(`rules.${code}`), english.get(`rules.${code}`)]).toEqual(both(line(rule, 'label')))
    expect([chinese.get(`reasons.${code}`), english.get(`reasons.${code}`)]).toEqual(both(line(rule, 'message')))
  })

  it('give the advice that is defined', () => {
    const advice = readFileSync(join(definitions, 'advice.yaml'), 'utf8').matchAll(/^(\w+): (\{.*\})$/gm)
    for (const [, code, text] of advice) {
      expect([chinese.get(`advice.${code}`), english.get(`advice.${code}`)], code).toEqual(both(text!))
    }
  })
})

describe('a page', () => {
  it('fits under 200 lines', () => {
    for (const { name, text } of sources.filter((one) => one.name.endsWith('.vue'))) {
      expect(text.split('\n').length, name).toBeLessThanOrEqual(200)
    }
  })

  it('leaves addresses of the server to api/', () => {
    for (const { name, text } of sources.filter((one) => !/(^|\/)api\.ts$|liveUpdates\.ts$/.test(one.name))) {
      const addresses = withoutComments(text).match(/['"`]\/api\//g)
      expect(addresses, name).toBeNull()
    }
  })
})
