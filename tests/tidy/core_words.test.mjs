// core stands below every capability of sensing and names none of their kinds of things.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { filesMatching, lineAt, textOf } from './sources.mjs'

// Each with its reason.
const allowed = new Map([
  ['src/core/journal/present_verb.cpp', 'verbs that old entries of the journal have'],
  ['src/core/journal/present_verb.hpp', 'the same, as an example'],
  ['src/core/people/remove_household.cpp', 'a sentence that tells a person what a household may have'],
])

test('core knows no kind of thing', () => {
  const sources = filesMatching(/^src\/core\/.*(?<!_test)\.(hpp|cpp|yaml|sql)$/)
  assert.ok(sources.length > 60, `${sources.length} sources were found`)
  const named = sources.filter((path) => !allowed.has(path)).flatMap((path) => {
    const text = textOf(path)
    return [...text.matchAll(/greenhouse|orchard/gi)].map((match) => `${path}:${lineAt(text, match.index)}: ${match[0]}`)
  })
  assert.deepEqual(named, [], `\n${named.join('\n')}\n`)
})
