// @vitest-environment node
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closureOf, features, root, sourceOf, sources, withoutComments, type Source } from '@/testing/sources'

interface Messages { [key: string]: string | Messages }
const flatten = (messages: Messages, prefix = ''): [string, string][] =>
  Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`)
  )
const read = (folder: string, language: string): Messages =>
  JSON.parse(readFileSync(join(root, folder, 'locales', `${language}.json`), 'utf8')) as Messages

/** All messages of a language by their full key: those of a feature begin with its name. */
const load = (language: string) => new Map([
  ...flatten(read('lib', language)), ...flatten(read('app', language)),
  ...features.filter((name) => existsSync(join(root, 'features', name, 'locales')))
    .flatMap((name) => flatten(read(`features/${name}`, language), `${name}.`))
])
const chinese = load('zh')
const english = load('en')
const keys = [...chinese.keys()]
const topGroups = new Set(keys.map((key) => key.split('.')[0]!))
const isGroup = (name: string) => keys.some((key) => key.startsWith(`${name}.`))
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

/** The keys, groups and patterns that a source names. */
function namedIn({ text }: Source) {
  const code = withoutComments(text)
  const literals = [...code.matchAll(/(['`])([a-zA-Z]\w*(?:\.\w+)+)\1/g)].map((match) => match[2]!).filter((one) => topGroups.has(one.split('.')[0]!))
  const groups = [...code.matchAll(/\b(?:name|nameOf|sentence)\('([\w.]+)'/g)].map((match) => match[1]!)
  const templates = [...code.matchAll(/`([a-zA-Z]\w*(?:\.\w+)*\.)\$\{([^`]*)`/g)]
    .filter((match) => topGroups.has(match[1]!.split('.')[0]!))
    .map((match) => ({ group: match[1]!, pattern: new RegExp(`^${match[1]!.replaceAll('.', '\\.')}[\\w.]+${match[2]!.replace(/.*\}/, '')}$`) }))
  return { literals: literals.filter((one) => !groups.includes(one)), groups, templates }
}

/** The first segments of all that the sources name. */
const bundlesIn = (all: Source[]) =>
  new Set(all.map(namedIn).flatMap(({ literals, groups, templates }) => [...literals, ...groups, ...templates.map((one) => one.group)]).map((one) => one.split('.')[0]!))

const shellFeatures = (language: string) =>
  [...sourceOf(`app/locales/shell.${language}.ts`).text.matchAll(/from '@\/features\/(\w+)\/locales\//g)].map((match) => match[1]!)

describe('messages', () => {
  it('have the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...keys].sort())
  })

  it('have the same placeholders in both languages', () => {
    for (const [key, text] of chinese) expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text))
  })

  it('are the only place of Chinese text', () => {
    for (const { name, text } of sources) {
      expect(withoutComments(text).match(/[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/g), name).toBeNull()
    }
  })

  it('of a feature cannot be confused with common ones', () => {
    const common = [...Object.keys(read('lib', 'zh')), ...Object.keys(read('app', 'zh'))]
    expect(common.filter((group) => features.includes(group))).toEqual([])
    expect(new Set(common).size).toBe(common.length)
  })

  it('exist for every key that the code names', () => {
    for (const source of sources) {
      const { literals, groups, templates } = namedIn(source)
      for (const key of literals) expect(chinese.has(key), `${source.name}: ${key}`).toBe(true)
      for (const group of groups) expect(isGroup(group), `${source.name}: ${group}`).toBe(true)
      for (const { pattern } of templates) expect(keys.some((key) => pattern.test(key)), `${source.name}: ${pattern}`).toBe(true)
    }
  })

  it('are all used', () => {
    const named = sources.map(namedIn)
    const literals = new Set(named.flatMap((one) => one.literals))
    const groups = named.flatMap((one) => one.groups)
    const patterns = named.flatMap((one) => one.templates.map(({ pattern }) => pattern))
    const unused = keys.filter((key) =>
      !literals.has(key) && !groups.some((group) => key.startsWith(`${group}.`)) && !patterns.some((pattern) => pattern.test(key)))
    expect(unused).toEqual([])
  })
})

describe('the messages of the first load', () => {
  it('are of the same features in both languages', () => {
    expect(shellFeatures('en')).toEqual(shellFeatures('zh'))
  })

  it('cover all that the app and the home page name', () => {
    const shell = closureOf(['app/main.ts', 'features/greenhouses/pages/HomePage.vue'], false).filter(({ name }) => !name.startsWith('app/locales/'))
    const needed = [...bundlesIn(shell)].filter((bundle) => features.includes(bundle))
    expect(needed.filter((bundle) => !shellFeatures('zh').includes(bundle))).toEqual([])
  })
})

describe('the routes of a feature', () => {
  const files = sources.filter(({ name }) => /^features\/\w+\/routes\.ts$/.test(name))
  const routes = files.flatMap(({ name, text }) => {
    const feature = name.split('/')[1]!
    return text.split(/(?=\bpath: )/).slice(1).map((route) => ({
      feature,
      page: `features/${feature}/pages/${route.match(/(\w+)\.vue/)?.[1] ?? route.match(/component: (\w+)/)![1]}.vue`,
      lazy: route.includes('import('),
      title: route.match(/title: '([\w.]+)'/)![1]!,
      labels: [...(route.match(/label: ([^\n]*)/)?.[1] ?? '').matchAll(/'([\w.]+)'/g)].map((match) => match[1]!),
      uses: [...(route.match(/uses: \[([^\]]*)\]/)?.[1] ?? '').matchAll(/'(\w+)'/g)].map((match) => match[1]!)
    }))
  })

  it('name every feature whose messages their pages need, and no other', () => {
    expect(routes.length).toBeGreaterThan(10)
    for (const { feature, page, lazy, title, uses } of routes) {
      const own = lazy ? [...shellFeatures('zh'), feature] : shellFeatures('zh')
      const needed = [...bundlesIn(closureOf([page], true)), title.split('.')[0]!].filter((bundle) => features.includes(bundle) && !own.includes(bundle))
      expect([...new Set(needed)].sort(), page).toEqual([...uses].sort())
    }
  })

  it('take the labels of tabs from `tabs`, which is loaded with the shell', () => {
    expect(routes.flatMap(({ labels }) => labels).length).toBeGreaterThan(5)
    for (const { feature, labels } of routes) for (const label of labels) expect(label).toMatch(new RegExp(`^${feature}\\.tabs\\.\\w+$`))
  })
})
