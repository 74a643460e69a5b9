import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** The sources of the app, for tests that read them. */
export interface Source { name: string; text: string }

export const root = join(__dirname, '..')
const isApp = (name: string) => /\.(vue|ts)$/.test(name) && !/\.test\.ts$|\.d\.ts$|^testing\//.test(name)

export const sources: Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(isApp)
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }))
export const sourceOf = (name: string) => sources.find((one) => one.name === name)!

export const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

export const features = readdirSync(join(root, 'features'))
export const featureOf = (name: string) => name.match(/^features\/(\w+)\//)?.[1]

/** The app's own modules that a source imports, without types; lazy ones only if wanted. */
export function importsOf({ name, text }: Source, lazy: boolean): string[] {
  const fixed = [...text.matchAll(/^import (?!type )(?:[^']*? from )?'([@.][^']*)'/gm)]
  const dynamic = lazy ? [...text.matchAll(/import\('([@.][^']*)'\)/g)] : []
  return [...fixed, ...dynamic].flatMap((match) => {
    const path = match[1]!.startsWith('@/') ? match[1]!.slice(2) : normalize(join(dirname(name), match[1]!))
    return [path, `${path}.ts`].filter((file) => isApp(file) && existsSync(join(root, file)))
  })
}

/** A source and all that it imports, at any depth. */
export function closureOf(names: string[], lazy: boolean): Source[] {
  const seen = new Set<string>()
  const visit = (name: string) => {
    if (seen.has(name)) return
    seen.add(name)
    importsOf(sourceOf(name), lazy).forEach(visit)
  }
  names.forEach(visit)
  return [...seen].map(sourceOf)
}
