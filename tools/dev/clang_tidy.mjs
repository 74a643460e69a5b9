// node tools/dev/clang_tidy.mjs BUILD JOBS: clang-tidy on each source of src/ that the build compiles. A source is left out if it, the
// files that it includes and the checks are as they were when clang-tidy last found nothing in it (BUILD/tidy holds their hashes).
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'

const [build, jobs] = [resolve(process.argv[2]), Number(process.argv[3])]
const root = process.cwd()
const execute = promisify(execFile)
const hash = (text) => createHash('sha256').update(text).digest('hex')

const hashes = new Map()
function hashOf(file) {
  if (!hashes.has(file)) hashes.set(file, existsSync(file) ? hash(readFileSync(file)) : 'absent')
  return hashes.get(file)
}

// Object -> files that it was made of. `ninja -t deps` prints "object: …" and an indented file a line.
function dependencies() {
  const found = new Map()
  let files
  for (const line of execFileSync('ninja', ['-C', build, '-t', 'deps'], { maxBuffer: 1 << 30 }).toString().split('\n')) {
    if (line.startsWith('    ')) files.push(resolve(build, line.trim()))
    else if (line) found.set(line.slice(0, line.lastIndexOf(': #deps')), (files = []))
  }
  return found
}

const objectOf = ({ command }) => command.match(/ -o (\S+)/)[1]
const made = dependencies()
const version = hash(execFileSync('clang-tidy', ['--version'])) + hashOf(join(root, '.clang-tidy'))
const entries = JSON.parse(readFileSync(join(build, 'compile_commands.json'))).filter((entry) => entry.file.startsWith(join(root, 'src/')))
const sources = new Map(entries.map((entry) => [entry.file, entry]))
mkdirSync(join(build, 'tidy'), { recursive: true })

const waiting = []
for (const [file, entry] of sources) {
  const parts = [...(made.get(objectOf(entry)) ?? []), file].map((part) => `${relative(root, part)} ${hashOf(part)}`)
  const stamp = join(build, 'tidy', hash([version, entry.command.replaceAll(root, ''), ...parts].join('\n')))
  if (!existsSync(stamp)) waiting.push({ file, stamp })
}
console.log(`${sources.size} sources, ${waiting.length} to look at`)

let done = 0, failed = 0
const total = waiting.length
async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    try {
      await execute('clang-tidy', ['-quiet', '-p', build, next.file], { maxBuffer: 1 << 26 })
      writeFileSync(next.stamp, '')
    } catch (error) {
      ++failed
      console.log(error.stdout)
    }
    console.log(`${++done} of ${total}  ${relative(root, next.file)}`)
  }
}
await Promise.all(Array.from({ length: jobs }, work))
if (failed) console.log(`${failed} sources have faults`)
process.exit(failed ? 1 : 0)
