// Paths of this repository that comments and documents name.
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'

import { filesMatching, lineAt, root } from './sources.mjs'

const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== 'build').map(({ name }) => name)
const commented = { '//': /\/\/[^\n]*|\/\*[^]*?\*\//g, '#': /(?:^|\s)#[^\n]*/g, '--': /--[^\n]*/g, '<!--': /<!--[^]*?-->|\/\/[^\n]*|\/\*[^]*?\*\//g }

function commentsOf(name, text) {
  if (/\.md$/.test(name)) return [{ text, offset: 0 }]
  const style = /\.(cpp|hpp|ts|mjs)$/.test(name) ? '//' : /\.vue$/.test(name) ? '<!--' : /\.sql$/.test(name) ? '--' : '#'
  return [...text.matchAll(commented[style])].map(({ 0: comment, index }) => ({ text: comment, offset: index }))
}

// A file with a folder or a number before it, or anything under a folder of the root.
const file = /(?<![\w/:.~@$*>-])(?:\.\.?\/)*(?:[\w.-]+\/)*[\w.-]+\.(?:cpp|hpp|md|mjs|ts|vue|ya?ml|sql|json|cmake|csv|in)\b(?!\/)/g
const under = new RegExp(`(?<![\\w/:.~@$-])(?:${folders.join('|')})/[\\w./-]*\\w`, 'g')
// Names with a placeholder, e.g. rules/CODE.yaml.
const placeholder = /^[a-z][._]|(^|[/_])[A-Z][A-Z_]*(\.|\/|$)|\buseX\b|\bpath\/file\./
const sources = /\.(cpp|hpp|mjs|ts|vue|sql|cmake)$/
const names = new Set(filesMatching(/./).map((path) => basename(path)))

export function referencesIn(name, text) {
  return commentsOf(name, text).flatMap(({ text: comment, offset }) =>
    [file, under].flatMap((pattern) => [...comment.matchAll(pattern)])
      .filter(({ 0: path }) => !placeholder.test(path) && (path.includes('/') || sources.test(path) || /^\d{4}[-_]/.test(path)))
      .map(({ 0: path, index }) => ({ path, line: lineAt(text, offset + index) })))
}

const roots = ['', 'src', 'web', 'web/src', 'tests', 'docs', 'definitions', 'schema', 'docs/decisions', 'docs/operating', 'docs/formats']

export function exists(path, from) {
  if (!path.includes('/') && names.has(path)) return true
  const bases = [dirname(from), dirname(dirname(from)), ...roots]
  if (bases.some((base) => existsSync(join(root, base, normalize(path))))) return true
  // A file may be named by the beginning of its name: api/client for api/client.ts, docs/decisions/0017 for the whole title.
  return bases.some((base) => {
    const folder = join(root, base, dirname(path))
    return existsSync(folder) && readdirSync(folder).some((one) => one.startsWith(`${basename(path)}.`) || one.startsWith(`${basename(path)}_`) || one.startsWith(`${basename(path)}-`))
  })
}
