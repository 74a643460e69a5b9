// A test runs its transactions twice, by repeating_database(): a function that is not repeatable fails there, and not first after a
// serialisation failure.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { filesMatching, lineAt, textOf } from './sources.mjs'

// The adapter itself and its own tests.
const own = /^src\/platform\/sql\//
const once = (text) => [...text.matchAll(/\bsql::Database \w+[({]|make_unique<sql::Database>/g)].map((match) => lineAt(text, match.index))

test('every fixture runs its transactions twice', () => {
  const files = filesMatching(/^src\/.*(_test\.cpp|\/testing\/.*\.hpp)$/).filter((name) => !own.test(name))
  assert.ok(files.length > 100, `${files.length} files were found`)
  assert.deepEqual(files.flatMap((name) => once(textOf(name)).map((line) => `${name}:${line}`)), [])
})

test('a database that runs a transaction once is found', () => {
  assert.deepEqual(once('a;\nsql::Database database{":memory:"};\nauto other = make_unique<sql::Database>(path);'), [2, 3])
  assert.deepEqual(once('sql::Database database = sql::testing::repeating_database();'), [])
})
