// ThingsBoard's topics and the names of actuator states are spelt in sensing/thingsboard alone: others get typed values. Its URLs
// and their parameters are also in the routes of ingest. The simulator is a client of its own with nothing of the server in it.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { filesMatching, lineAt, textOf } from './sources.mjs'

const routes = 'src/sensing/ingest/http/ingest_routes.cpp'
const owners = /^src\/(sensing\/thingsboard|simulator)\/|_test\.cpp$|test_gateway\.hpp$|\/testing\//

const found = (name, text) =>
  [...text.matchAll(/"(v1\/devices\/me[^"\n]*|\/api\/v1\/[^"\n]*|clientKeys|sharedKeys|\w*_moving|(\w*_)?manual)"(?=\s*([;,)}]|==))/g)]
    .filter(({ 0: literal, index }) => literal !== '"manual"' || !isMember(text, index))
    .filter(({ 0: literal }) => name !== routes || !/^"(\/api|client|shared)/.test(literal))
    .map(({ 0: literal, index }) => `${name}:${lineAt(text, index)}: ${literal}`)

// {"manual", …} of the JSON that pages get, and column("manual", …) of a table.
const isMember = (text, index) => /(\{|\bcolumn\()$/.test(text.slice(0, index))

test('only sensing/thingsboard spells the names of its protocol', () => {
  const names = filesMatching(/^src\/.*\.(cpp|hpp)$/).filter((name) => !owners.test(name))
  assert.ok(names.length > 100)
  assert.deepEqual(names.flatMap((name) => found(name, textOf(name))), [])
})

test('a name of the protocol is found with its line', () => {
  assert.deepEqual(found('a.cpp', 'f();\nstates.insert(name + "_moving");\n'), ['a.cpp:2: "_moving"'])
  assert.deepEqual(found('a.cpp', 'constexpr auto a = "_manual", b = "manual";'), ['a.cpp:1: "_manual"', 'a.cpp:1: "manual"'])
  assert.deepEqual(found('a.cpp', 'publish("v1/devices/me/telemetry");'), ['a.cpp:1: "v1/devices/me/telemetry"'])
  assert.deepEqual(found('a.cpp', 'route(Method::get, "/api/v1/{token}/attributes", device);'), ['a.cpp:1: "/api/v1/{token}/attributes"'])
  assert.deepEqual(found(routes, 'query_param("clientKeys"); publish("v1/devices/me/telemetry");'), [`${routes}:1: "v1/devices/me/telemetry"`])
  assert.deepEqual(found('a.cpp', '{{"manual", state.manual}}'), [])
  assert.deepEqual(found('a.cpp', 'column("manual", &State::manual)'), [])
})
