// GET /readyz covers the state database.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { Server, locked, until } from '../server.mjs'

let server
after(() => server.remove())

async function readiness() {
  const answer = await fetch(server.url('/readyz'))
  return `${answer.status} ${(await answer.text()).trim()}`
}

test('it reports a locked and a damaged cunkou.db', async () => {
  server = await Server.withPlaces()
  await server.start()
  assert.equal(await readiness(), '200 ready')
  const file = join(server.data, 'cunkou.db')
  const letGo = await locked(file)
  assert.match(await readiness(), /^503 not ready: cunkou\.db: .*busy/)
  await letGo()
  assert.equal(await until('the lock to be gone', async () => (await readiness()) === '200 ready'), true)
  execFileSync('sqlite3', [file, 'PRAGMA wal_checkpoint(TRUNCATE)'])
  writeSync(openSync(file, 'r+'), 'this is no database any more', 0)
  assert.match(await readiness(), /^503 not ready: cunkou\.db: .*damaged/)
})
