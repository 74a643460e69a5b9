// kill -9 at random moments under MQTT and HTTP load: every reading that was acknowledged is there, none is there twice,
// and `cunkou check` finds nothing. KILLS says how often, SEED repeats a run.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import mqtt from 'mqtt'

import { Server, pause } from '../server.mjs'

const kills = Number(process.env.KILLS ?? 50)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const devices = 4

// mulberry32: small, and the same everywhere
let state = seed
function random() {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

// The readings of one device: each has its second, and its value tells which it is.
class Load {
  constructor(token, way) {
    this.token = token
    this.way = way
    this.sent = 0
    this.acknowledged = []
    this.start = Date.parse('2026-01-01T00:00:00Z')
  }

  value(n) {
    return (n % 5000) / 10
  }

  take(count) {
    const from = this.sent
    this.sent += count
    return Array.from({ length: count }, (_, i) => from + i)
  }

  time(n) {
    return this.start + n * 1000
  }
}

async function overMqtt(server, load, stopped) {
  const client = mqtt.connect(server.mqttUrl, { username: load.token, reconnectPeriod: 0, connectTimeout: 3000 })
  client.on('error', () => {})
  const gone = new Promise((done) => client.once('close', done))
  await Promise.race([new Promise((done) => client.once('connect', done)), gone])
  while (!stopped() && client.connected) {
    const numbers = load.take(1 + Math.floor(random() * 3))
    const message = JSON.stringify(numbers.map((n) => ({ ts: load.time(n), values: { load: load.value(n) } })))
    const acknowledged = client.publishAsync('v1/devices/me/telemetry', message, { qos: 1 }).then(
      () => load.acknowledged.push(...numbers),
      () => {},
    )
    // Up to a few in flight: some without waiting, some with.
    if (random() < 0.3) await Promise.race([acknowledged, gone])
    else await pause(0)
    if (load.sent - load.acknowledged.length > 300) await Promise.race([acknowledged, gone])
  }
  client.end(true)
}

async function overHttp(server, load, stopped) {
  while (!stopped()) {
    const numbers = load.take(1 + Math.floor(random() * 200))
    const lines = numbers.map((n) => `load value=${load.value(n)} ${load.time(n)}`).join('\n')
    try {
      const answer = await server.post('/api/v2/write?precision=ms', load.token, lines, { 'content-type': 'text/plain' })
      if (answer.ok) load.acknowledged.push(...numbers)
    } catch {
      return
    }
  }
}

async function verify(server, load) {
  const stream = (await server.streams(load.token)).get('load')
  if (stream === undefined) {
    assert.equal(load.acknowledged.length, 0)
    return 0
  }
  const found = await server.readings(stream, load.token) // refuses a time that is there twice
  const lost = load.acknowledged.filter((n) => found.get(load.time(n)) !== load.value(n))
  assert.equal(lost.length, 0, `seed ${seed}: ${lost.length} of ${load.acknowledged.length} acknowledged readings are lost, e.g. ${lost.slice(0, 5)}`)
  assert.ok(found.size <= load.sent, `seed ${seed}: ${found.size} stored, ${load.sent} sent`)
  assert.equal(await server.count(stream, load.token), found.size, `seed ${seed}: $count and the readings agree`)
  return load.acknowledged.length
}

const server = await Server.withPlaces()
after(() => server.remove())

test(`${kills} times kill -9 under load loses nothing that was acknowledged (seed ${seed})`, { timeout: 1_800_000 }, async () => {
  const loads = []
  for (let n = 0; n < devices; ++n) {
    loads.push(new Load(await server.addDevice(`负载${n}`), n % 2 ? overHttp : overMqtt))
  }
  let acknowledged = 0
  for (let kill = 1; kill <= kills; ++kill) {
    // A small head, so that sealing into chunks is among the moments that are hit.
    await server.start('--config', server.smallHead())
    let over = false
    const running = loads.map((load) => load.way(server, load, () => over))
    await pause(20 + random() * 600)
    await server.kill('SIGKILL')
    over = true
    await Promise.all(running)
    if (kill % 10 === 0 || kill === kills) {
      const said = await server.check()
      assert.doesNotMatch(said, /fault/i, `seed ${seed}, kill ${kill}: ${said}`)
      await server.start()
      acknowledged = 0
      for (const load of loads) acknowledged += await verify(server, load)
      await server.kill('SIGKILL')
    }
  }
  assert.ok(acknowledged > kills * 10, `only ${acknowledged} readings were acknowledged: the load was no load`)
  console.log(`# ${acknowledged} acknowledged readings survived ${kills} kills`)
})

test('SIGTERM drains: what was acknowledged is there, the program ends by itself within seconds', async () => {
  const load = new Load(await server.addDevice('排空'), overMqtt)
  await server.start()
  let over = false
  const running = overMqtt(server, load, () => over)
  await pause(500)
  const asked = Date.now()
  const { code, signal } = await server.kill('SIGTERM')
  const took = Date.now() - asked
  over = true
  await running
  assert.equal(signal, null)
  assert.equal(code, 0)
  assert.ok(took < 10_000, `it took ${took} ms`)
  await server.start()
  assert.ok((await verify(server, load)) > 0)
  await server.stop()
})
