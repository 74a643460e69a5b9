// Who may include whom is data in CMakeLists.txt; this holds the sources to it.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

import { forbiddenIn, forbiddenIncludes, roomsOf, sourceFiles } from './graph.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const rooms = roomsOf(readFileSync(join(root, 'CMakeLists.txt'), 'utf8'))

test('every include is an edge of the graph', () => {
  const faults = forbiddenIncludes(root, rooms)
  assert.deepEqual(faults, [], `\n${faults.join('\n')}\n`)
})

test('nobody includes app', () => {
  for (const [room, uses] of rooms) assert.ok(!uses.has('app'), `${room} USES app`)
})

test('base knows nobody, and the graph has no circle', () => {
  assert.equal(rooms.get('base').size, 0)
  const above = new Set()
  const visit = (room, path) => {
    assert.ok(!path.includes(room), `a circle: ${[...path, room].join(' -> ')}`)
    if (above.has(room)) return
    assert.ok(rooms.has(room), `${path.at(-1)} USES ${room}, which is no room`)
    for (const other of rooms.get(room)) visit(other, [...path, room])
    above.add(room)
  }
  for (const room of rooms.keys()) visit(room, [])
})

test('the adapters do not know one another', () => {
  const adapters = ['http', 'mqtt', 'modbus', 'sql', 'speech', 'notify']
  for (const one of adapters.filter((name) => rooms.has(name))) {
    for (const other of adapters) assert.ok(!rooms.get(one).has(other), `${one} USES ${other}`)
  }
})

test('every test beside a source is in the test program of its room', () => {
  // cunkou_library takes src/ROOM/*_test.cpp: one deeper, or in a folder without a line, would never run.
  for (const file of sourceFiles(join(root, 'src')).filter((name) => name.endsWith('_test.cpp'))) {
    const [room, ...rest] = relative(join(root, 'src'), file).split('/')
    assert.ok(rooms.has(room), `${file}: ${room} has no cunkou_library line`)
    assert.equal(rest.length, 1, `${file}: tests stand directly in their room's folder`)
    assert.match(readFileSync(file, 'utf8'), /\bTEST(_F|_P)?\(/, `${file} holds no test`)
  }
})

test('every room says what belongs in it', () => {
  const silent = [...rooms.keys()].filter((room) => {
    const folder = join(root, 'src', room)
    return room !== 'base' && existsSync(folder) && !existsSync(join(folder, 'README.md'))
  })
  assert.deepEqual(silent, [], 'rooms without a README.md')
})

// A library has one owner, so that one adapter knows its types, its exceptions and its moods.
const owners = {
  'boost/beast': ['http', 'notify'],
  'boost/asio': ['async', 'http', 'mqtt', 'notify'],
  'soci/': ['sql'],
  'sqlite3.h': ['sql'],
  'yaml-cpp/': ['app'],
  'CLI/': ['app', 'simulator'],
  'prometheus/': ['app'],
  'mosquitto.h': ['app', 'simulator'],
  'simdjson.h': ['things'],
}

test('every library stays with its owner', () => {
  const faults = []
  for (const file of sourceFiles(join(root, 'src'))) {
    const room = relative(join(root, 'src'), file).split('/')[0]
    readFileSync(file, 'utf8').split('\n').forEach((line, index) => {
      const header = line.match(/^\s*#\s*include\s+<([^>]+)>/)?.[1] ?? ''
      const library = Object.keys(owners).find((name) => header.startsWith(name))
      if (library && !owners[library].includes(room)) {
        faults.push(`${relative(root, file)}:${index + 1}: <${header}> belongs to ${owners[library].join(', ')}`)
      }
    })
  }
  assert.deepEqual(faults, [], `\n${faults.join('\n')}\n`)
})

test('a forbidden include is found with its file and line', () => {
  const small = roomsOf('cunkou_library(base LINKS fmt)\ncunkou_library(a USES base\n  LINKS x)\ncunkou_library(b USES base a)')
  assert.deepEqual([...small.get('b')], ['base', 'a'])
  assert.deepEqual(forbiddenIn('#include "base/x.hpp"\n#include "a/y.hpp"\n', 'a', small, 'src/a/y.cpp'), [])
  assert.deepEqual(forbiddenIn('\n#include "b/z.hpp"\n', 'a', small, 'src/a/y.cpp'), [
    'src/a/y.cpp:2: a may not include b ("b/z.hpp")',
  ])
  assert.equal(forbiddenIn('#include "y.hpp"', 'a', small, 'f').length, 1)
  assert.equal(forbiddenIn('#include "c/y.hpp"', 'a', small, 'f').length, 1)
})
