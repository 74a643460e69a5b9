// SIGTERM while the state database accepts no writes: the server still stops in order.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { Server, lockedState } from '../server.mjs'

let server
after(() => server.remove())

test('the server stops in order while another program locks cunkou.db', async () => {
  server = await Server.withPlaces()
  const token = await server.addDevice('停机')
  await server.start()
  const telemetry = (body) => server.post(`/api/v1/${token}/telemetry`, token, body)
  await telemetry({ ts: Date.now(), values: { x: 1 } })
  const unlock = await lockedState(server.data)
  await telemetry({ ts: Date.now() + 86_400_000, values: { x: 2 } }) // refused and counted
  assert.deepEqual(await server.stop(), { code: 0, signal: null })
  assert.match(server.log, /could not be stored/)
  assert.ok(!existsSync(join(server.data, 'running.json')), 'the commands see that it does not run')
  await unlock()
  await server.check()
})
