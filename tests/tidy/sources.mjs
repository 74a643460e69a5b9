// The files of the repository, for tests that read them all.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

// Built, installed or recorded by tools, not written by people.
const skipped = /^(build|data|node_modules|web\/dist|\.git|.*\/node_modules|tests\/fuzz\/corpus|web\/src\/.*schema\.d\.ts|.*package-lock\.json)$/

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    const name = relative(root, path)
    if (skipped.test(name)) return []
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [name] : []
  })
}

const all = walk(root).sort()

// Paths relative to the root, e.g. filesMatching(/^src\/.*\.hpp$/).
export const filesMatching = (pattern) => all.filter((name) => pattern.test(name))
export const textOf = (name) => readFileSync(join(root, name), 'utf8')
export const lineAt = (text, offset) => text.slice(0, offset).split('\n').length
