// Reads from CMakeLists.txt which capability may use which, and from src/ which one does: by an #include, or by a table.
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

// cunkou_capability(economy/ledger USES base core/journal LINKS zstd) -> economy/ledger: {base, core/journal}
export function capabilitiesOf(cmake) {
  const capabilities = new Map()
  for (const [, inside] of cmake.replace(/#.*$/gm, '').matchAll(/cunkou_capability\(([^)]*)\)/g)) {
    const [path, ...words] = inside.trim().split(/\s+/)
    const uses = wordsAfter(words, 'USES')
    capabilities.set(path, new Set(uses.join() === 'ALL' ? capabilities.keys() : uses))
  }
  return capabilities
}

function wordsAfter(words, keyword) {
  const from = words.indexOf(keyword)
  if (from < 0) return []
  const rest = words.slice(from + 1)
  const to = rest.findIndex((word) => /^(USES|LINKS)$/.test(word))
  return to < 0 ? rest : rest.slice(0, to)
}

export const sourceFiles = (folder) => filesIn(folder, /\.(cpp|hpp)$/)
export const statementFiles = (folder) => filesIn(folder, /\.(cpp|sql)$/).filter((file) => /\/sql\//.test(file))

function filesIn(folder, names) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path, names)
    return names.test(entry.name) ? [path] : []
  })
}

// "core/places/sql/places_sql.cpp" -> {capability: "core/places", part: "sql"}; part "" is the domain.
export function ownerOf(path, capabilities) {
  const words = path.split('/')
  for (let length = words.length - 1; length > 0; length--) {
    const capability = words.slice(0, length).join('/')
    if (capabilities.has(capability)) return { capability, part: words.length - 1 > length ? words[length] : '' }
  }
  return null
}

const top = (capability) => capability.split('/')[0]
const manifest = /\.capability\.[ch]pp$/
const layers = new Set(['base', 'access', 'platform'])
// Folders of a capability that may reach the platform, and the folders of other capabilities that may include them. sql, http and
// mqtt are private. A reader of definitions may use another's. service and dispatch run a capability on threads: other adapters and
// manifests may use them, a domain folder may not.
const runners = ['http', 'mqtt', 'service', 'dispatch', 'manifest']
const adapters = new Map([['sql', []], ['http', []], ['mqtt', []], ['definitions', ['definitions']], ['service', runners], ['dispatch', runners]])

// Every #include "path/file.hpp" in src/ that its capability may not make, as "file:line: what".
export function forbiddenIncludes(root, capabilities) {
  const src = join(root, 'src')
  return sourceFiles(src).flatMap((file) =>
    forbiddenIn(readFileSync(file, 'utf8'), relative(src, file), capabilities, relative(root, file)))
}

export function forbiddenIn(text, path, capabilities, name) {
  const own = ownerOf(path, capabilities)
  if (!own) return [`${name}:1: ${path} is in no capability of CMakeLists.txt`]
  const faults = []
  text.split('\n').forEach((line, index) => {
    const target = line.match(/^\s*#\s*include\s+"([^"]+)"/)?.[1]
    const why = target && refusal(path, own, target, ownerOf(target, capabilities), capabilities)
    if (why) faults.push(`${name}:${index + 1}: ${why}`)
  })
  return faults
}

function refusal(path, own, target, other, capabilities) {
  if (!target.includes('/')) return `write the whole path of "${target}"`
  if (!other) return `"${target}" is in no capability of CMakeLists.txt`
  const test = path.endsWith('_test.cpp') || own.part === 'testing'
  if (other.capability !== own.capability) {
    if (!capabilities.get(own.capability).has(other.capability))
      return `${own.capability} may not include ${other.capability} ("${target}")`
    const from = manifest.test(path) ? 'manifest' : own.part
    const users = layers.has(top(other.capability)) || test || own.capability === 'app' ? undefined : adapters.get(other.part)
    if (users && !users.includes(from)) return `"${target}" is private to ${other.capability}`
    if (manifest.test(target) && !test && own.capability !== 'app') return `"${target}" is a manifest, which only app includes`
  }
  const domain = own.part === '' && !layers.has(top(own.capability)) && !['app', 'simulator'].includes(top(own.capability))
  if (domain && !test && top(other.capability) === 'platform' && !manifest.test(path))
    return `the domain folder of ${own.capability} may not reach ${other.capability} ("${target}")`
  return ''
}

// Every table of the migrations, with the capability that owns it. files: [[path in src, text], …]
export function tablesOf(files, capabilities) {
  const tables = new Map()
  for (const [path, text] of files)
    if (path.endsWith('.sql'))
      for (const [, table] of text.matchAll(/^(?:CREATE TABLE|ALTER TABLE \w+ RENAME TO) (\w+)/gm))
        tables.set(table, ownerOf(path, capabilities).capability)
  return tables
}

// "FROM things t, places" and the like; SQL is in upper case, names of tables in lower case.
const name = '[a-z_]\\w*'
const aliased = `${name}(?:\\s+(?:AS\\s+)?${name})?`
const named = new RegExp(`\\b(?:FROM|JOIN|UPDATE|INTO|REFERENCES)\\s+(${aliased}(?:\\s*,\\s*${aliased})*)`, 'g')

// Every table in the statements of one file that its capability may not name, as "file:line: what". `exceptions`:
// "capability table".
export function forbiddenTablesIn(text, path, tables, capabilities, name, exceptions = new Map()) {
  const own = ownerOf(path, capabilities).capability
  // Strings that C++ joins are one statement; the line numbers stay.
  const joined = text.replace(/^\s*(?:\/\/|--).*$/gm, '').replace(/"(\s*\n\s*)"/g, ' $1 ')
  return [...joined.matchAll(named)].flatMap((match) =>
    match[1].split(',').flatMap((part) => {
      const table = part.trim().split(/\s+/)[0]
      const owner = tables.get(table)
      if (!owner || owner === own || capabilities.get(own).has(owner) || exceptions.has(`${own} ${table}`)) return []
      return [`${name}:${joined.slice(0, match.index).split('\n').length}: ${own} may not use ${owner} (table ${table})`]
    }))
}
