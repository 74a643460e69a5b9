// GET /readyz covers the state database.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { Server, isOnPostgresql, lockedState, psql, schemaOf, until } from '../server.mjs'

let server
after(() => server.remove())

async function readiness() {
  const answer = await fetch(server.url('/readyz'))
  return `${answer.status} ${(await answer.text()).trim()}`
}

// The state is damaged on the disk, or by somebody with the rights of the server.
function damage(data) {
  if (isOnPostgresql) return psql(`ALTER TABLE ${schemaOf(data)}.people RENAME TO gone`)
  const file = join(data, 'cunkou.db')
  execFileSync('sqlite3', [file, 'PRAGMA wal_checkpoint(TRUNCATE)'])
  writeSync(openSync(file, 'r+'), 'this is no database any more', 0)
}

test('it reports a locked and a damaged state', async () => {
  server = await Server.withPlaces()
  await server.start()
  assert.equal(await readiness(), '200 ready')
  const letGo = await lockedState(server.data)
  assert.match(await readiness(), /^503 not ready: .*: .*busy/)
  await letGo()
  assert.equal(await until('the lock to be gone', async () => (await readiness()) === '200 ready'), true)
  damage(server.data)
  assert.match(await readiness(), isOnPostgresql ? /^503 not ready: .*people/ : /^503 not ready: cunkou\.db: .*damaged/)
})
