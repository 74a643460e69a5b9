// The machine's clock jumps forward and back (dead battery, wrong time server): acknowledged readings stay, sessions stay valid,
// pages answer, and a frost alarm is still raised.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { FakeClock } from '../fake_clock.mjs'
import { Server, until } from '../server.mjs'
import { connected } from '../ingest_clients.mjs'

const minute = 60_000
const day = 1440 * minute

let server, clock, client, cookie, token, greenhouse
const readings = new Map()

const publish = async (name, value, ts) => {
  await client.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts, values: { [name]: value } }), { qos: 1 })
  readings.set(ts, value)
}
const ask = (method, path, body) => server.app(cookie, method, path, body && JSON.stringify(body))

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('时钟棚', 'greenhouse')
  const code = await server.invite('technician')
  clock = new FakeClock(server.data)
  await server.startThrough(clock.before)
  cookie = await server.signUp(code)
  client = await connected(server, token)
  greenhouse = (await ask('GET', '/api/greenhouses')).greenhouses[0].id
  await ask('PATCH', `/api/greenhouses/${greenhouse}`, { crop: 'tomato', stage: 'fruiting' })
  await ask('PUT', `/api/greenhouses/${greenhouse}/rules/air_cold_danger`, { holdSeconds: 0 })
})
after(async () => {
  client?.end(true)
  await server?.remove()
})

const clockOfServer = async () => Date.parse((await ask('GET', '/api/greenhouses')).at)

for (const [title, jump] of [['three days forward', 3 * day], ['back to the right time', 0], ['three days back', -3 * day], ['forward again', 0]]) {
  test(`${title}: readings are stored, pages answer, sessions stay valid`, async () => {
    clock.set(jump)
    await until('the clock to jump', async () => Math.abs((await clockOfServer()) - Date.now() - jump) < 5000)
    const now = Date.now() + jump
    for (let n = 20; n > 0; --n) await publish('air_temperature', 15 + n / 10, now - n * 60_000)
    const { latest } = await ask('GET', `/api/greenhouses/${greenhouse}`)
    assert.ok(latest.air_temperature)
    assert.ok((await fetch(server.url('/readyz'))).ok)
  })
}

test('after the jumps a frost alarm is raised and cleared', async () => {
  const cold = async () => (await ask('GET', '/api/alarms')).alarms.find(({ code }) => code === 'air_cold_danger')
  assert.equal(await cold(), undefined)
  await publish('air_temperature', 0.5, clock.now())
  const { id } = await until('the alarm', cold)
  await publish('air_temperature', 15, clock.now())
  assert.ok(await cold(), 'clears after five warm minutes only')
  clock.set(6 * minute)
  await publish('air_temperature', 15, clock.now())
  await until('the alarm to clear', async () => (await ask('GET', `/api/alarms/${id}`)).clearedAt)
  assert.equal(await cold(), undefined)
})

test('every acknowledged reading is stored once, and the check is clean', async () => {
  const stream = (await server.streams(token)).get('air_temperature')
  const found = await server.readings(stream, token)
  for (const [time, value] of readings) assert.equal(found.get(time), value, new Date(time).toISOString())
  assert.equal(found.size, readings.size)
  client.end(true)
  await server.stop()
  await server.check()
  assert.doesNotMatch(server.log, /error|critical/i)
})
