// Comments and documents name only files of the repository that exist.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { exists, referencesIn } from './references.mjs'
import { filesMatching, textOf } from './sources.mjs'

// A decision is never edited, so it may name files of its time.
const files = filesMatching(/\.(cpp|hpp|ts|mjs|vue|sql|ya?ml|cmake|md|sh)$|^dev$|CMakeLists\.txt$/).filter((name) => !/^tests\/tidy\/references|^docs\/decisions\//.test(name))
// Paths that the program or a tool makes, not the repository.
const made = /^(build|data|web\/dist|web\/node_modules)(\/|$)|(^|\/)(schema\.d\.ts|schema\.cpp|api_parts\.cpp|manifests\.hpp)$/

export const dead = () => files.flatMap((name) => referencesIn(name, textOf(name))
  .filter(({ path }) => !made.test(path) && !exists(path, name)).map(({ path, line }) => `${name}:${line}: ${path}`))

// References in sources that are still to be put right. A row goes with its reference.
const known = [
]

test('every file that a comment or document names exists', () => {
  const found = dead()
  const row = (one) => one.replace(/:\d+:/, ':')
  assert.deepEqual(found.filter((one) => !known.includes(row(one))), [])
  assert.deepEqual(known.filter((one) => !found.map(row).includes(one)), [], 'rows of `known` that may go')
})

test('a reference to a missing file is found, other text is not', () => {
  const paths = (name, text) => [...new Set(referencesIn(name, text).map(({ path }) => path).filter((path) => !exists(path, name)))].sort()
  assert.deepEqual(paths('src/app/main.cpp', '// See docs/nowhere.md and api/nobody.hpp.\n#include "gone/away.hpp"\n'), ['api/nobody.hpp', 'docs/nowhere.md'])
  assert.deepEqual(paths('src/app/main.cpp', '// https://example.org/a/b.md, /etc/cunkou/config.yaml, docs/decisions, rules/CODE.yaml\n'), [])
  assert.deepEqual(paths('schema/0001_a.sql', '-- moved to 9999_gone.sql\n'), ['9999_gone.sql'])
})
