// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { featureOf, features, importsOf, root, sources, withoutComments } from '@/testing/sources'

const layerOf = (name: string) => name.split('/')[0]!
/** Each layer may import itself and those before it. */
const layers = ['lib', 'ui', 'features', 'app']

describe('imports', () => {
  it('go from app to features, ui and lib, never back', () => {
    for (const source of sources.filter(({ name }) => name.includes('/'))) {
      for (const imported of importsOf(source, true)) {
        expect(layers.indexOf(layerOf(imported)), `${source.name} imports ${imported}`).toBeLessThanOrEqual(layers.indexOf(layerOf(source.name)))
      }
    }
  })

  it('between features make no cycle', () => {
    const used = new Map(features.map((feature) => [feature, new Set<string>()]))
    for (const source of sources) {
      const feature = featureOf(source.name)
      for (const imported of importsOf(source, true)) {
        const other = featureOf(imported)
        if (feature && other && other !== feature) used.get(feature)!.add(other)
      }
    }
    const open = new Set(features)
    for (let before = -1; before !== open.size;) {
      before = open.size
      for (const feature of open) if ([...used.get(feature)!].every((other) => !open.has(other))) open.delete(feature)
    }
    expect([...open]).toEqual([])
  })
})

/** Features that are a part of a capability of another name. */
const capabilityOf: Record<string, string> = { account: 'people', households: 'people', session: 'people' }

it('each feature belongs to a capability', () => {
  const folders = readdirSync(join(root, '../../src'), { recursive: true, encoding: 'utf8' })
  const capabilities = new Set(folders.filter((one) => /^\w+\/\w+$/.test(one)).map((one) => one.split('/')[1]!))
  expect(features.filter((feature) => !capabilities.has(capabilityOf[feature] ?? feature))).toEqual([])
  expect(Object.keys(capabilityOf).filter((feature) => !features.includes(feature))).toEqual([])
})

describe('a source', () => {
  it('with a component has at most 200 lines', () => {
    for (const { name, text } of sources.filter((one) => one.name.endsWith('.vue'))) {
      expect(text.split('\n').length, name).toBeLessThanOrEqual(200)
    }
  })

  it('names addresses of the server only in an api.ts', () => {
    for (const { name, text } of sources.filter((one) => !/(^|\/)api\.ts$/.test(one.name))) {
      expect(withoutComments(text).match(/['"`]\/api\//g), name).toBeNull()
    }
  })

  it('with a component has scoped styles', () => {
    for (const { name, text } of sources.filter((one) => one.name.endsWith('.vue'))) {
      for (const [tag] of text.matchAll(/<style\b[^>]*>/g)) expect(tag, name).toMatch(/\sscoped\b/)
    }
  })
})

/** The classes that the selectors of the shared style sheets name. */
function sharedClasses(): string[] {
  const folder = join(root, 'app/styles')
  const css = readdirSync(folder).map((name) => withoutComments(readFileSync(join(folder, name), 'utf8'))).join('\n')
  const selectors = [...css.matchAll(/([^{};]+)\{/g)].map((match) => match[1]!).filter((one) => !one.trim().startsWith('@'))
  return [...new Set(selectors.flatMap((one) => [...one.matchAll(/\.([a-z][\w-]*)/g)].map((match) => match[1]!)))]
}

describe('a shared style sheet', () => {
  /** `elder` is set on the html element, `icon` by ui/Icon.vue for every icon. */
  const setByOne = ['elder', 'icon']

  it('styles only classes of several components', () => {
    const templates = sources.filter(({ name }) => name.endsWith('.vue')).map(({ text }) => text.replace(/<style[\s\S]*?<\/style>/g, ''))
    const named = templates.map((text) => new Set([...text.matchAll(/\bclass="([^"]*)"/g)].flatMap((match) => match[1]!.match(/[a-z][\w-]*/g) ?? [])))
    const shared = sharedClasses()
    expect(shared).toContain('button')
    expect(shared.filter((one) => !setByOne.includes(one) && named.filter((all) => all.has(one)).length < 2)).toEqual([])
  })
})
