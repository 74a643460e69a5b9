// Words that were replaced (retired_words.mjs) do not come back.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { retired } from './retired_words.mjs'
import { filesMatching, lineAt, textOf } from './sources.mjs'

// These give the present names of earlier words.
const earlier = /^src\/app\/unread_definitions/
const section = /^## Names of earlier versions$[^]*?(?=^## |$(?![^]))/m

const uses = ({ word, say }, name, text) =>
  [...text.matchAll(new RegExp(word.source, `${word.flags}g`))].map(({ 0: found, index }) => `${name}:${lineAt(text, index)}: "${found}": write ${say}`)

test('no retired word is used where its row holds', () => {
  const empty = retired.filter((row) => filesMatching(row.in).length === 0)
  assert.deepEqual(empty, [], 'rows that hold in no file')
  assert.deepEqual(retired.flatMap((row) => filesMatching(row.in).filter((name) => !earlier.test(name)).flatMap((name) => uses(row, name, textOf(name).replace(section, '')))), [])
})

test('a retired word is found with its line and the present word', () => {
  const row = { word: /\banew\b/i, say: 'again' }
  assert.deepEqual(uses(row, 'a.md', 'It begins\nanew.\n'), ['a.md:2: "anew": write again'])
  assert.deepEqual(uses(row, 'a.md', 'A renewal.\n'), [])
})
