// Who may include whom is data in CMakeLists.txt; this holds the sources to it.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

import {
  capabilitiesOf, forbiddenIn, forbiddenIncludes, forbiddenTablesIn, ownerOf, sourceFiles, statementFiles, tablesOf,
} from './graph.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const capabilities = capabilitiesOf(readFileSync(join(root, 'CMakeLists.txt'), 'utf8'))

test('every include is an edge of the graph', () => {
  const faults = forbiddenIncludes(root, capabilities)
  assert.deepEqual(faults, [], `\n${faults.join('\n')}\n`)
})

// The tables that a capability names against the graph, each with its reason.
const tableExceptions = new Map([
  // A Datastream keeps its readings when its device is removed: the database sets the column to NULL. No store of sensorthings
  // reads the table.
  ['sensing/sensorthings devices', 'REFERENCES devices(id) ON DELETE SET NULL'],
])

test('every table in a statement is of the capability itself or of one that it uses', () => {
  const src = join(root, 'src')
  const files = statementFiles(src).map((file) => [relative(src, file), readFileSync(file, 'utf8')])
  const tables = tablesOf(files, capabilities)
  assert.ok(tables.size > 25, `${tables.size} tables were found`)
  const faults = files.flatMap(([path, text]) =>
    forbiddenTablesIn(text, path, tables, capabilities, `src/${path}`, tableExceptions))
  assert.deepEqual(faults, [], `\n${faults.join('\n')}\n`)
})

test('nobody includes app', () => {
  for (const [capability, uses] of capabilities) assert.ok(!uses.has('app'), `${capability} USES app`)
})

test('base knows nobody, and the graph has no cycle', () => {
  assert.equal(capabilities.get('base').size, 0)
  const done = new Set()
  const visit = (capability, path) => {
    assert.ok(!path.includes(capability), `a cycle: ${[...path, capability].join(' -> ')}`)
    if (done.has(capability)) return
    assert.ok(capabilities.has(capability), `${path.at(-1)} USES ${capability}, which is no capability`)
    for (const other of capabilities.get(capability)) visit(other, [...path, capability])
    done.add(capability)
  }
  for (const capability of capabilities.keys()) visit(capability, [])
})

// app -> capabilities -> core -> platform -> access -> base
const layer = (capability) => {
  const top = capability.split('/')[0]
  return { base: 0, access: 1, platform: 2, core: 3, app: 5 }[top] ?? 4
}

test('no capability uses a layer above its own', () => {
  for (const [capability, uses] of capabilities)
    for (const other of uses) assert.ok(layer(other) <= layer(capability), `${capability} USES ${other}`)
})

test('every source and test at any depth is in a capability', () => {
  // cunkou_capability takes every file below its folder; ./dev compares the tests with what was built.
  for (const file of sourceFiles(join(root, 'src'))) {
    const path = relative(join(root, 'src'), file)
    assert.ok(ownerOf(path, capabilities), `${file} is in no capability of CMakeLists.txt`)
    if (file.endsWith('_test.cpp')) assert.match(readFileSync(file, 'utf8'), /\b(?:TYPED_)?TEST(?:_F|_P)?\(|\bINSTANTIATE_TYPED_TEST_SUITE_P\(/, `${file} holds no test`)
  }
})

test('every capability says what belongs in it', () => {
  const silent = [...capabilities.keys()].filter((capability) => {
    const folder = join(root, 'src', capability)
    return existsSync(folder) && !existsSync(join(folder, 'README.md'))
  })
  assert.deepEqual(silent, [], 'capabilities without a README.md')
})

// A library has one owner, so that one adapter knows its types, its exceptions and its moods. A further owner has its reason here.
const owners = {
  'boost/beast': ['platform/http'],
  'boost/asio': ['platform/async', 'platform/http', 'platform/mqtt'],  // async runs it; the sockets of two protocols
  'curl/': ['platform/outbound'],
  'archive': ['app'],
  'soci/': ['platform/sql', 'sensing/series'],  // series.db is a file of its own, not a state database
  'sqlite3.h': ['platform/sql', 'sensing/series'],  // prepared statements on the way of every reading
  'yaml-cpp/': ['platform/yaml'],
  'CLI/': ['app', 'simulator/program'],  // two programs
  'prometheus/': ['app'],
  'mosquitto.h': ['app', 'simulator/program'],  // commands and the simulator are MQTT clients of the server
  'simdjson.h': ['sensing/formats'],
  'zlib.h': ['platform/http', 'sensing/series'],  // gzip; the checksum of a chunk
  'sodium': ['base', 'core/people'],  // core/people: argon2id
  'openssl/': ['platform/async', 'platform/mqtt', 'platform/outbound', 'core/people'],  // async configures the TLS of both servers; the tests of mqtt make certificates; the HMAC of RFC 6238
  'zstd.h': ['sensing/series'],
}

test('every library stays with its owner', () => {
  const faults = []
  for (const file of sourceFiles(join(root, 'src'))) {
    if (file.endsWith('_test.cpp')) continue  // a test may be a client of its own
    const owner = ownerOf(relative(join(root, 'src'), file), capabilities)?.capability
    readFileSync(file, 'utf8').split('\n').forEach((line, index) => {
      const header = line.match(/^\s*#\s*include\s+<([^>]+)>/)?.[1] ?? ''
      const library = Object.keys(owners).find((name) => header.startsWith(name))
      if (library && !owners[library].includes(owner)) {
        faults.push(`${relative(root, file)}:${index + 1}: <${header}> belongs to ${owners[library].join(', ')}`)
      }
    })
  }
  assert.deepEqual(faults, [], `\n${faults.join('\n')}\n`)
})

test('a forbidden include is found with its file and line', () => {
  const small = capabilitiesOf(`cunkou_capability(base LINKS fmt)
cunkou_capability(platform/sql USES base
  LINKS x)
cunkou_capability(core/a USES base platform/sql)
cunkou_capability(sensing/b USES base core/a platform/sql)
cunkou_capability(app USES ALL)`)
  assert.deepEqual([...small.get('app')], ['base', 'platform/sql', 'core/a', 'sensing/b'])
  assert.deepEqual([...small.get('core/a')], ['base', 'platform/sql'])
  const faults = (path, ...includes) =>
    forbiddenIn(includes.map((one) => `#include "${one}"\n`).join(''), path, small, `src/${path}`)
  assert.deepEqual(faults('sensing/b/x.cpp', 'base/x.hpp', 'core/a/y.hpp', 'sensing/b/z.hpp'), [])
  assert.deepEqual(faults('core/a/y.cpp', 'base/x.hpp', 'sensing/b/z.hpp'), [
    'src/core/a/y.cpp:2: core/a may not include sensing/b ("sensing/b/z.hpp")',
  ])
  assert.deepEqual(faults('core/a/y.cpp', 'platform/sql/database.hpp'), [
    'src/core/a/y.cpp:1: the domain folder of core/a may not reach platform/sql ("platform/sql/database.hpp")',
  ])
  assert.deepEqual(faults('core/a/sql/y.cpp', 'platform/sql/database.hpp'), [])
  assert.deepEqual(faults('core/a/a.capability.cpp', 'platform/sql/database.hpp'), [])
  assert.deepEqual(faults('app/x.cpp', 'core/a/a.capability.hpp'), [])
  assert.deepEqual(faults('sensing/b/x.cpp', 'core/a/a.capability.hpp'), [
    'src/sensing/b/x.cpp:1: "core/a/a.capability.hpp" is a manifest, which only app includes',
  ])
  assert.deepEqual(faults('sensing/b/x.cpp', 'core/a/sql/y.hpp'), [
    'src/sensing/b/x.cpp:1: "core/a/sql/y.hpp" is private to core/a',
  ])
  assert.deepEqual(faults('sensing/b/mqtt/x.cpp', 'core/a/mqtt/y.hpp', 'platform/sql/database.hpp'), [
    'src/sensing/b/mqtt/x.cpp:1: "core/a/mqtt/y.hpp" is private to core/a',
  ])
  assert.deepEqual(faults('sensing/b/http/x.cpp', 'core/a/http/y.hpp'), [
    'src/sensing/b/http/x.cpp:1: "core/a/http/y.hpp" is private to core/a',
  ])
  assert.deepEqual(faults('sensing/b/definitions/x.cpp', 'core/a/definitions/y.hpp'), [])
  assert.deepEqual(faults('sensing/b/http/x.cpp', 'core/a/service/y.hpp', 'core/a/dispatch/y.hpp'), [])
  assert.deepEqual(faults('sensing/b/b.capability.hpp', 'core/a/service/y.hpp'), [])
  assert.deepEqual(faults('sensing/b/x.cpp', 'core/a/service/y.hpp', 'core/a/dispatch/y.hpp', 'core/a/definitions/y.hpp'), [
    'src/sensing/b/x.cpp:1: "core/a/service/y.hpp" is private to core/a',
    'src/sensing/b/x.cpp:2: "core/a/dispatch/y.hpp" is private to core/a',
    'src/sensing/b/x.cpp:3: "core/a/definitions/y.hpp" is private to core/a',
  ])
  assert.deepEqual(faults('sensing/b/http/x.cpp', 'core/a/definitions/y.hpp'), [
    'src/sensing/b/http/x.cpp:1: "core/a/definitions/y.hpp" is private to core/a',
  ])
  assert.equal(faults('core/a/y.cpp', 'y.hpp').length, 1)
  assert.equal(faults('core/a/y.cpp', 'c/y.hpp').length, 1)
  assert.equal(faults('nowhere/y.cpp').length, 1)
})

test('a table of a capability that is not used is found with its file and line', () => {
  const small = capabilitiesOf(`cunkou_capability(core/a USES base)
cunkou_capability(core/b USES base)
cunkou_capability(sensing/c USES core/a)`)
  const tables = tablesOf([
    ['core/a/sql/0001_a.sql', 'CREATE TABLE old (id INTEGER);\nALTER TABLE old RENAME TO places;\n'],
    ['core/b/sql/0001_b.sql', 'CREATE TABLE things (id INTEGER);\n'],
    ['sensing/c/sql/0002_c.sql', 'CREATE TABLE alarms (id INTEGER);\n'],
  ], small)
  assert.deepEqual([...tables], [['old', 'core/a'], ['places', 'core/a'], ['things', 'core/b'], ['alarms', 'sensing/c']])
  const faults = (path, text, exceptions) => forbiddenTablesIn(text, path, tables, small, path, exceptions)
  const fault = (line) => [`sensing/c/sql/c.cpp:${line}: sensing/c may not use core/b (table things)`]
  assert.deepEqual(faults('sensing/c/sql/c.cpp', 'run("SELECT 1 FROM alarms a JOIN places p");'), [])
  assert.deepEqual(faults('sensing/c/sql/c.cpp', 'run("SELECT 1 FROM "\n    "things t");'), fault(1))
  assert.deepEqual(faults('sensing/c/sql/c.cpp', '\nrun("DELETE FROM things");'), fault(2))
  for (const statement of ['SELECT 1 FROM alarms a, things', 'SELECT 1 FROM alarms JOIN things', 'UPDATE things SET x', 'INSERT INTO things(id)'])
    assert.deepEqual(faults('sensing/c/sql/c.cpp', `run("${statement}");`), fault(1), statement)
  assert.deepEqual(faults('sensing/c/sql/c.cpp', '// FROM things\nrun("SELECT things FROM elsewhere");'), [])
  const column = 'CREATE TABLE alarms (\n  thing INTEGER REFERENCES things(id)\n);'
  assert.deepEqual(faults('sensing/c/sql/0002_c.sql', column), ['sensing/c/sql/0002_c.sql:2: sensing/c may not use core/b (table things)'])
  assert.deepEqual(faults('sensing/c/sql/0002_c.sql', column, new Map([['sensing/c things', 'why']])), [])
})
