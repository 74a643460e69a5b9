// What comes from outside neither ends a line of the log nor moves the cursor of the terminal that shows it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connected } from '../ingest_clients.mjs'
import { Server, command, until } from '../server.mjs'

const wild = 'v1/x\u001b[2J\u202Eesrever\u200B\r\n2026-01-01 00:00:00.000 error forged'
let server, token
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('一号')
  await server.start('--log', 'debug')
})
after(() => server.remove())

test('a topic is escaped in the log', async () => {
  const client = await connected(server, token)
  client.on('error', () => {})
  client.publish(wild, 'x')
  await until('the refusal in the log', () => /may not publish to v1\/x/.test(server.log))
  const line = server.log.split('\n').find((one) => one.includes('may not publish'))
  assert.ok(line.includes('v1/x\\x1b[2J\\u{202e}esrever\\u{200b}\\x0d\\x0a2026-01-01'), JSON.stringify(line))
  assert.ok(!/^2026-01-01 00:00:00.000 error forged/m.test(server.log))
  assert.ok(!server.log.includes('\u202E'))
  client.end(true)
})

test('texts of a file are escaped where a command lists what it refused', async () => {
  const { writeFileSync } = await import('node:fs')
  const { join } = await import('node:path')
  const file = join(server.data, 'wild.csv')
  writeFileSync(file, 'stream,time,value\na,2026-01-01T00:00:00Z,\u001b[2Jx\n')
  const said = await command('import', file, '--device', '一号', '--data', server.data).then((out) => out, (failed) => `${failed.stdout}${failed.stderr}`)
  assert.ok(said.includes('\\x1b[2Jx'), JSON.stringify(said))
  assert.ok(!said.includes('\u001b'))
})
