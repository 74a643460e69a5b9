// GET /readyz is about the state database, too.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { Server, until } from '../server.mjs'

let server
after(() => server.remove())

async function readiness() {
  const answer = await fetch(server.url('/readyz'))
  return `${answer.status} ${(await answer.text()).trim()}`
}

test('another program that locks cunkou.db, and damage to it, are told', async () => {
  server = await Server.withPlaces()
  await server.start()
  assert.equal(await readiness(), '200 ready')
  const other = spawn('sqlite3', [join(server.data, 'cunkou.db')])
  other.stdin.write("BEGIN EXCLUSIVE;\nSELECT 'locked';\n")
  await new Promise((done) => other.stdout.once('data', done))
  assert.match(await readiness(), /^503 not ready: cunkou\.db: .*busy/)
  other.stdin.end('ROLLBACK;\nPRAGMA wal_checkpoint(TRUNCATE);\n')
  await new Promise((done) => other.once('close', done))
  assert.equal(await until('the lock to be gone', async () => (await readiness()) === '200 ready'), true)
  writeSync(openSync(join(server.data, 'cunkou.db'), 'r+'), 'this is no database any more', 0)
  assert.match(await readiness(), /^503 not ready: cunkou\.db: .*damaged/)
})
