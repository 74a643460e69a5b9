// Limits stand in the namespace of their owner: those of sensing/devices in cunkou::devices::limits, those of base in cunkou::limits.
import assert from 'node:assert/strict'
import { basename, dirname } from 'node:path'
import { test } from 'node:test'

import { filesMatching, textOf } from './sources.mjs'

test('limits are in the namespace of their owner', () => {
  const headers = filesMatching(/^src\/.*\/limits\.hpp$/)
  assert.ok(headers.length > 10, `${headers.length} headers were found`)
  for (const header of headers) {
    const owner = basename(dirname(header))
    const expected = owner === 'base' ? 'cunkou::limits' : `cunkou::${owner}::limits`
    assert.equal(textOf(header).match(/^namespace (\S+) \{/m)?.[1], expected, header)
  }
})
