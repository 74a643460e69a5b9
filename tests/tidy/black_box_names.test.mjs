// A black-box test is named by its capability (in tests/web by its feature) and the condition, e.g. tests/http/ingest_formats.test.mjs.
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'

import { capabilitiesOf } from '../include_graph/graph.mjs'
import { filesMatching, textOf } from './sources.mjs'

// "sensing/alarms" is alarms, and "simulator/program" also simulator.
const capabilities = new Set([...capabilitiesOf(textOf('CMakeLists.txt')).keys()].flatMap((path) => [path.split('/')[0], path.split('/').at(-1)]))
// A page that belongs to every feature is app's.
const features = new Set(['app', ...filesMatching(/^web\/src\/features\//).map((path) => path.split('/')[3])])

const known = (path) => (path.startsWith('tests/web/') ? features : capabilities).has(basename(path).match(/^[a-z]+/)[0])

test('every black-box test is named by a capability', () => {
  const files = filesMatching(/^tests\/(http|mqtt|web)\/.*\.test\.mjs$/)
  assert.ok(files.length > 30, `${files.length} files were found`)
  assert.deepEqual(files.filter((path) => !known(path)), [])
})

test('another name is found', () => {
  assert.ok(known('tests/http/ingest_formats.test.mjs') && known('tests/web/session_onboarding.test.mjs'))
  assert.ok(!known('tests/http/overload.test.mjs') && !known('tests/web/http_pages.test.mjs'))
})
