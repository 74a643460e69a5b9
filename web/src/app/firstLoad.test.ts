// @vitest-environment node
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

interface Chunk { file: string; css?: string[]; imports?: string[]; isEntry?: boolean }
const dist = join(__dirname, '../../dist')
const size = (name: string) => gzipSync(readFileSync(join(dist, name)), { level: 6 }).length

function filesOf(manifest: Record<string, Chunk>, keys: string[], seen = new Set<string>()): Set<string> {
  for (const key of keys) {
    const chunk = manifest[key]
    if (!chunk || seen.has(chunk.file)) continue
    seen.add(chunk.file)
    chunk.css?.forEach((file) => seen.add(file))
    filesOf(manifest, chunk.imports ?? [], seen)
  }
  return seen
}

// Needs dist/: run `npm run build` first; `./dev test` does.
it('keeps the first load of the home page under 105 KB compressed', () => {
  expect(existsSync(join(dist, 'built.json')), 'run `npm run build` first').toBe(true)
  const manifest = JSON.parse(readFileSync(join(dist, 'built.json'), 'utf8')) as Record<string, Chunk>
  const messages = Object.keys(manifest).find((key) => key.startsWith('_shell.zh-'))!
  const files = filesOf(manifest, ['index.html', messages])
  const bytes = [...files, 'index.html'].reduce((sum, file) => sum + size(file), 0)
  expect(files.size).toBeGreaterThan(2)
  expect(bytes).toBeLessThan(105 * 1024)
  const code = [...files].filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(dist, file), 'utf8'))
  expect(code.some((text) => text.includes('u-over')), 'uPlot belongs to the greenhouse page alone').toBe(false)
})
