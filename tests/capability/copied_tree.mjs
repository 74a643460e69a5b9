// A copy of the sources in build/, which is brought up to date by content: an unchanged file keeps its time, so that a second
// build of the copy compiles only what changed.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join, relative } from 'node:path'

// Made by the build or by npm, here and in the copy.
const made = /^(build|data|\.git|node_modules|.*\/node_modules|web\/dist|web\/src\/lib\/schema\.d\.ts|.*\.log)$/
// The copy has the unit tests of every permission and route. Others would only cost time.
const otherTest = /^src\/(?!access\/|app\/rights_test\.cpp$).*_test\.cpp$/

function everyFileBelow(folder, from = folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (made.test(relative(from, path)) || entry.isSymbolicLink()) return []
    return entry.isDirectory() ? everyFileBelow(path, from) : [relative(from, path)]
  })
}

const filesBelow = (folder) => everyFileBelow(folder).filter((file) => !otherTest.test(file))

function write(path, content, mode) {
  if (existsSync(path) && readFileSync(path).equals(content)) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content, { mode })
}

// `added`: a folder whose files come on top. `edits`: {file: (text) => text}.
export function bringUpToDate(copy, { root, added, edits }) {
  const contents = new Map()
  for (const base of [root, added])
    for (const file of filesBelow(base)) contents.set(file, { content: readFileSync(join(base, file)), mode: statSync(join(base, file)).mode })
  for (const [file, edit] of Object.entries(edits)) {
    const { content, mode } = contents.get(file)
    contents.set(file, { content: Buffer.from(edit(content.toString())), mode })
  }
  mkdirSync(copy, { recursive: true })
  for (const file of everyFileBelow(copy)) if (!contents.has(file)) rmSync(join(copy, file))
  for (const [file, { content, mode }] of contents) write(join(copy, file), content, mode)
  const modules = join(copy, 'web/node_modules')
  if (!existsSync(modules)) symlinkSync(join(root, 'web/node_modules'), modules)
}

// What the copy has that the root has not: {file: lines added}, and -1 for a line that is gone or another.
export function differences(copy, root) {
  const found = {}
  for (const file of new Set([...filesBelow(root), ...filesBelow(copy)])) {
    const [before, after] = [root, copy].map((base) => existsSync(join(base, file)) ? readFileSync(join(base, file), 'utf8') : null)
    if (before !== after) found[file] = before === null ? 'new' : after === null ? -1 : linesAdded(before.split('\n'), after.split('\n'))
  }
  return found
}

function linesAdded(before, after) {
  let kept = 0
  for (const line of after) if (line === before[kept]) kept++
  return kept === before.length ? after.length - before.length : -1
}

// ccache takes paths as relative to the tree, so it finds the objects that the build of the root has made.
export function compile(copy, root, ...targets) {
  const cache = join(root, 'build/release/CMakeCache.txt')
  const options = existsSync(cache) ? readFileSync(cache, 'utf8').match(/^CMAKE_(BUILD_TYPE|CXX_COMPILER):[A-Z]+=.*$/gm) ?? [] : []
  run(copy, 'cmake', '-S', '.', '-B', 'build/release', '-G', 'Ninja', ...options.map((option) => `-D${option}`))
  run(copy, 'ninja', '-C', 'build/release', '-j', process.env.JOBS ?? String(cpus().length), ...targets)
}

export function run(folder, program, ...words) {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: folder, encoding: 'utf8', maxBuffer: 256 << 20, env: { ...process.env, CCACHE_BASEDIR: folder, CCACHE_NOHASHDIR: '1' },
  })
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}\n${stdout.slice(-6000)}${stderr.slice(-2000)}`)
}
