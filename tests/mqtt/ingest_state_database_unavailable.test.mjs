// Messages that also write the state database (a new stream, parameters of an Observation, attributes): while that database
// does not answer, other clients do not wait, and nothing is acknowledged before it is stored.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server, isOnPostgresql, lockedState, pause, until } from '../server.mjs'
import { connected } from '../ingest_clients.mjs'

let server, token, other, stream

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('一号')
  other = await server.addDevice('二号')
  await server.startThrough(['bash', '-c', 'trap "" XFSZ; exec "$0" "$@"'])
  const client = await connected(server, other)
  for (const one of [token, other]) await publish(one === other ? client : await connected(server, one), { known: 1 }).acknowledged
  client.end(true)
  stream = (await server.streams(token)).get('known')
})
after(() => server.remove())

const telemetry = 'v1/devices/me/telemetry'

function publish(client, values, topic = telemetry) {
  const message = { acknowledged: null, given: false }
  message.acknowledged = client.publishAsync(topic, JSON.stringify(values), { qos: 1 }).then(() => (message.given = true))
  message.acknowledged.catch(() => {})
  return message
}

// The longest answer time of /healthz and of another device's reading during `what`.
async function longestWait(what) {
  const neighbour = await connected(server, other)
  let going = true, longest = 0
  const timed = async (ask) => {
    while (going) {
      const start = Date.now()
      await ask()
      longest = Math.max(longest, Date.now() - start)
      await pause(30)
    }
  }
  const polling = [
    timed(async () => assert.ok((await fetch(server.url('/healthz'))).ok)),
    timed(async () => assert.ok((await fetch(server.url('/healthz'))).ok)),
    timed(() => publish(neighbour, { known: Math.random() }).acknowledged),
  ]
  try {
    await what()
  } finally {
    going = false
    await Promise.all(polling)
    neighbour.end(true)
  }
  return longest
}

const connections = async () =>
  Number((await (await fetch(server.url('/metrics'))).text()).match(/^cunkou_mqtt_connections(?:\{[^}]*\})? (\d+)/m)[1])
const readings = async (name, of = token) => server.count((await server.streams(of)).get(name), of)

// First, because series.db needs room: no file may grow beyond the present size of cunkou.db-wal.
if (!isOnPostgresql) test('disk full for a new stream: other clients do not wait, and it is stored once there is room', async () => {
  const size = (file) => (existsSync(join(server.data, file)) ? statSync(join(server.data, file)).size : 0)
  const limit = (bytes) => execFileSync('prlimit', ['--pid', String(server.child.pid), `--fsize=${bytes}:`])
  const filler = await connected(server, token)
  for (let n = 0; size('cunkou.db-wal') < 700_000; ++n) {
    assert.ok(n < 2000, 'cunkou.db-wal must grow')
    await publish(filler, { [`note${n % 50}`]: `${n}`.padStart(3000, '.') }, 'v1/devices/me/attributes').acknowledged
  }
  await filler.endAsync()
  limit(size('cunkou.db-wal'))
  const client = await connected(server, token)
  const closed = new Promise((done) => client.once('close', done))
  let message
  const longest = await longestWait(async () => {
    message = publish(client, { roomless: 1 })
    await closed
  })
  assert.ok(longest < 1000, `another client waited ${longest} ms`)
  assert.equal(message.given, false)
  client.end(true)
  limit('unlimited')
  const again = await connected(server, token)
  await publish(again, { roomless: 1 }).acknowledged
  assert.equal(await readings('roomless'), 1)
  await again.endAsync()
})

for (const [what, topic, body, kept] of [
  ['a new stream', () => telemetry, { fresh: 1 }, () => readings('fresh')],
  ['parameters of an Observation', () => `v1.1/Datastreams(${stream})/Observations`,
    { phenomenonTime: '2026-02-02T00:00:00Z', result: 7, parameters: { by: 'hand' } }, async () => (await readings('known')) === 2],
  ['attributes', () => 'v1/devices/me/attributes', { firmware: '1.2' }, () => true],
]) {
  test(`${what} with a locked database: other clients do not wait, and it is acknowledged once stored`, async () => {
    const client = await connected(server, token)
    const unlock = await lockedState(server.data)
    let message
    const longest = await longestWait(async () => {
      message = publish(client, body, topic())
      await pause(2000)
      assert.equal(message.given, false, 'not yet')
    })
    assert.ok(longest < 1000, `another client waited ${longest} ms`)
    await unlock()
    await message.acknowledged
    assert.ok(await kept())
    await client.endAsync()
  })
}

test('messages are stored in the order sent, including a new stream', async () => {
  const client = await connected(server, token)
  const unlock = await lockedState(server.data)
  const ts = Date.parse('2026-03-03T00:00:00Z')
  const sent = [1, 2, 3, 4].map((value) => publish(client, { ts, values: { ordered: value } }))
  await pause(200)
  await unlock()
  await Promise.all(sent.map((one) => one.acknowledged))
  const found = await server.readings((await server.streams(token)).get('ordered'), token)
  assert.deepEqual([...found], [[ts, 4]], 'the last value wins')
  await client.endAsync()
})

test('locked beyond the time-out: the connection closes without an acknowledgement, and the device sends again', async () => {
  const unlock = await lockedState(server.data)
  const before = await connections()
  const client = await connected(server, token, { keepalive: 60 })
  const closed = new Promise((done) => client.once('close', done))
  const message = publish(client, { later: 1 })
  await closed
  assert.equal(message.given, false)
  client.end(true)
  await until('the connection to be gone', async () => (await connections()) === before)
  await until('the log to say why', () => /locked|busy|占用/i.test(server.log))
  await unlock()
  const again = await connected(server, token)
  await publish(again, { later: 1 }).acknowledged
  assert.equal(await readings('later'), 1)
  await again.endAsync()
})
