// A file name means one thing: no two sources or YAML files of different folders have the same name.
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'

import { filesMatching } from './sources.mjs'

function repeated(paths) {
  const seen = new Map()
  for (const path of paths) seen.set(basename(path), [...(seen.get(basename(path)) ?? []), path])
  return [...seen.values()].filter((all) => all.length > 1).map((all) => all.join(' and '))
}

test('no two sources have the same name', () => {
  const sources = filesMatching(/^src\/.*\.(hpp|cpp)$/).filter((path) => !['main.cpp', 'limits.hpp'].includes(basename(path)))
  assert.ok(sources.length > 300, `${sources.length} sources were found`)
  assert.deepEqual(repeated(sources), [])
})

test('no two YAML files have the same name', () => {
  const files = filesMatching(/^(src|definitions|packaging|tests\/scenarios)\/.*\.yaml$/)
  assert.ok(files.length > 60, `${files.length} YAML files were found`)
  assert.deepEqual(repeated(files), [])
})

test('a repeated name is found', () => {
  assert.deepEqual(repeated(['src/a/query.hpp', 'src/b/query.hpp', 'src/b/query.cpp']), ['src/a/query.hpp and src/b/query.hpp'])
})
