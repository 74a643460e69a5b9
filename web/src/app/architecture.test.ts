// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { featureOf, features, importsOf, sources, withoutComments } from '@/testing/sources'

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
    for (const { name, text } of sources.filter((one) => one.name.endsWith('.vue'))) expect(text.includes('\n<style>\n'), name).toBe(false)
  })
})
