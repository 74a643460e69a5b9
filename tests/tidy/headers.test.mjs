// Every header opens with `#pragma once` and a comment that states its purpose, by a verb or a noun.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { filesMatching, textOf } from './sources.mjs'

const opens = (text) => /^#pragma once\n\n?(\/\/ (?!(What|Who|Whoever|How) )\S.*\n)/.test(text)

test('every header opens with its purpose', () => {
  const headers = filesMatching(/\.hpp$/)
  assert.ok(headers.length > 100, `${headers.length} headers were found`)
  assert.deepEqual(headers.filter((name) => !opens(textOf(name))), [])
})

test('a header without a purpose is found', () => {
  assert.ok(opens('#pragma once\n// Reads one packet.\n'))
  assert.ok(!opens('#pragma once\n\n#include <map>\n'))
  assert.ok(!opens('#pragma once\n// What a packet holds.\n'))
  assert.ok(!opens('// Reads one packet.\n#include <map>\n'))
})
