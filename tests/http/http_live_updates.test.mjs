// Live updates of open pages: they show the current state, whatever the volume of imported history.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Server, pause, until } from '../server.mjs'
import { connected } from '../ingest_clients.mjs'

let server, token, cookie

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('直播棚', 'greenhouse')
  const code = await server.invite('village')
  await server.start()
  cookie = await server.signUp(code)
})
after(() => server.remove())

async function live() {
  const answer = await fetch(server.url('/api/live'), { headers: { cookie } })
  const listener = { text: '', closed: false }
  const updates = () => listener.text.split('\n').filter((line) => line.startsWith('data:')).map((line) => JSON.parse(line.slice(5)))
  listener.readings = () => updates().filter(({ streamId }) => streamId)
  listener.connected = () => updates().filter((one) => 'connected' in one).map((one) => one.connected)
  const reader = answer.body.getReader()
  const listen = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) listener.text += Buffer.from(part.value)
  }
  listener.end = () => reader.cancel().catch(() => {})
  listen().then(() => (listener.closed = true), () => (listener.closed = true))
  return listener
}

test('an import of old readings keeps the live stream open, and it delivers the newest reading', async () => {
  const listener = await live()
  const start = Date.parse('2024-01-01T00:00:00Z'), now = Date.now()
  const old = Array.from({ length: 9000 }, (_, n) => `greenhouse air_temperature=${(n % 300) / 10} ${start + n * 60_000}`)
  const fresh = Array.from({ length: 50 }, (_, n) => `greenhouse air_temperature=${n / 10} ${now - (50 - n) * 1000}`)
  const answered = await server.post('/api/v2/write?precision=ms', token, [...old, ...fresh].join('\n'), { 'content-type': 'text/plain' })
  assert.equal(answered.status, 204)
  await until('the newest', () => listener.readings().some(({ value }) => value === 4.9))
  await pause(300)
  assert.equal(listener.closed, false)
  assert.ok(listener.readings().every(({ at }) => Date.parse(at) > now - 3_600_000), 'nothing of 2024')
  await listener.end()
})

test('a device is shown connected while one of its connections is open', async () => {
  const listener = await live()
  const first = await connected(server, token)
  await until('it to be shown', () => listener.connected().at(-1) === true)
  const second = await connected(server, token, { clientId: 'twin' })
  await first.endAsync()
  const before = listener.connected().length
  const third = await connected(server, token, { clientId: 'twin' })
  await until('the changes to be delivered', () => listener.connected().length >= before + 1)
  await pause(300)
  assert.equal(listener.connected().includes(false), false)
  await Promise.all([second.endAsync(true).catch(() => {}), third.endAsync()])
  await until('it to be shown gone', () => listener.connected().at(-1) === false)
  await listener.end()
})
