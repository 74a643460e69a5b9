// kill -9 at random moments under MQTT and HTTP load: every acknowledged reading is stored once, no command is sent twice or
// after its expiry, alarms keep their state, and `cunkou check` finds no fault. KILLS is the number of kills, SEED repeats a run.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { after, test } from 'node:test'

import mqtt from 'mqtt'

import { Server, pause, until } from '../server.mjs'

const kills = Number(process.env.KILLS ?? 50)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const library = readdirSync('/usr/lib', { withFileTypes: true })
  .map(({ name }) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`)
  .find(existsSync)

// mulberry32: small and portable
let state = seed
function random() {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

// The readings of one device: each has its own second, and its value identifies it.
class Load {
  constructor(token, way, qos = 1) {
    this.token = token
    this.way = way
    this.qos = qos
    this.unfinished = new mqtt.Store({ clean: false }) // QoS 2: goes on when the server is back (MQTT 3.1.1, 4.4)
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
  const lasting = load.qos === 2 && { clientId: 'load', clean: false, outgoingStore: load.unfinished }
  const client = mqtt.connect(server.mqttUrl, { username: load.token, reconnectPeriod: 0, connectTimeout: 3000, ...lasting })
  client.on('error', () => {})
  const gone = new Promise((done) => client.once('close', done))
  await Promise.race([new Promise((done) => client.once('connect', done)), gone])
  while (!stopped() && client.connected) {
    const numbers = load.take(1 + Math.floor(random() * 3))
    const message = JSON.stringify(numbers.map((n) => ({ ts: load.time(n), values: { load: load.value(n) } })))
    const acknowledged = client.publishAsync('v1/devices/me/telemetry', message, { qos: load.qos }).then(
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

const observation = (load, n) => ({ phenomenonTime: new Date(load.time(n)).toISOString(), result: load.value(n) })

// Single Observations, three in flight.
async function observations(server, load, stopped) {
  const one = async () => {
    while (!stopped()) {
      const [n] = load.take(1)
      const answer = await server.post(`/v1.1/Datastreams(${load.stream})/Observations`, load.token, observation(load, n))
      if (answer.status === 201) load.acknowledged.push(n)
    }
  }
  await Promise.allSettled([one(), one(), one()])
}

async function createObservations(server, load, stopped) {
  while (!stopped()) {
    const numbers = load.take(1 + Math.floor(random() * 100))
    const dataArray = numbers.map((n) => Object.values(observation(load, n)))
    const body = [{ Datastream: { '@iot.id': load.stream }, components: ['phenomenonTime', 'result'], dataArray }]
    try {
      const answer = await server.post('/v1.1/CreateObservations', load.token, body)
      if (answer.status !== 201) continue
      const made = await answer.json() // a link for each, or "error"
      load.acknowledged.push(...numbers.filter((_, i) => made[i] !== 'error'))
    } catch {
      return
    }
  }
}

// A greenhouse that is too cold, with a device that records every command and a person who keeps sending commands.
class Greenhouse {
  received = [] // {id, at, expires}, across all restarts
  asked = new Set() // ids that the API returned
  listens = () => {}

  constructor(token) {
    this.token = token
  }

  async begin(server, cookie) {
    this.cookie = cookie
    this.id = (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses[0].id
    const cold = Array.from({ length: 7 }, (_, n) => this.reading(Date.now() - (6 - n) * 60_000))
    assert.ok((await server.post(`/api/v1/${this.token}/telemetry`, this.token, cold)).ok)
    this.alarm = await until('the alarm', async () => (await server.app(cookie, 'GET', '/api/alarms')).alarms[0]?.id)
  }

  reading(ts) {
    return { ts, values: { air_temperature: Math.round(30 + 10 * random()) / 10 } }
  }

  async device(server, stopped) {
    const client = mqtt.connect(server.mqttUrl, { username: this.token, reconnectPeriod: 0, connectTimeout: 3000 })
    client.on('error', () => {})
    const gone = new Promise((done) => client.once('close', done))
    client.on('message', (topic, payload) => {
      const id = Number(topic.split('/').at(-1))
      this.received.push({ id, at: Date.now(), expires: Date.parse(JSON.parse(payload).params.expires) })
      client.publish(`v1/devices/me/rpc/response/${id}`, '{"accepted":true}', { qos: 1 })
    })
    await Promise.race([new Promise((done) => client.once('connect', done)), gone])
    client.subscribe('v1/devices/me/rpc/request/+', { qos: 1 }, () => this.listens())
    while (!stopped() && client.connected) {
      client.publish('v1/devices/me/telemetry', JSON.stringify(this.reading(Date.now())), { qos: 1 })
      await Promise.race([pause(100), gone])
    }
    client.end(true)
  }

  async page(server, stopped) {
    const app = (method, path, body) => server.app(this.cookie, method, path, body && JSON.stringify(body))
    await Promise.race([this.listening, pause(random() * 400)]) // usually, so that most commands find the device connected
    while (!stopped()) {
      const actuator = random() < 0.5 ? 'vent' : 'roller_shutter'
      const action = random() < 0.7 ? 'stop' : random() < 0.5 ? 'open' : 'close'
      try {
        this.asked.add((await app('POST', `/api/greenhouses/${this.id}/commands`, { actuator, action })).id)
      } catch (error) {
        if (!/409/.test(error.message)) return // 409: an interlock refused; otherwise the server is gone
      }
      await pause(10)
    }
  }

  // Repeats until an acknowledgement was confirmed.
  async acknowledge(server) {
    if (this.acknowledged) return
    const done = await server.app(this.cookie, 'POST', `/api/alarms/${this.alarm}/acknowledge`, '{}').catch((error) => error)
    this.acknowledged = !(done instanceof Error) || /409/.test(done.message) // 409: stored, but the server died before it answered
  }

  run(server, stopped) {
    this.listening = new Promise((done) => (this.listens = done))
    return Promise.all([this.device(server, stopped), this.page(server, stopped)])
  }

  async verify(server) {
    const ids = this.received.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length, `seed ${seed}: a command came twice: ${ids.filter((id, n) => ids.indexOf(id) !== n)}`)
    for (const { id, at, expires } of this.received) assert.ok(at < expires, `seed ${seed}: command ${id} came ${at - expires} ms after its end`)
    for (const id of new Set([...this.asked, ...ids])) {
      const { state, changes } = await server.app(this.cookie, 'GET', `/api/commands/${id}`)
      const sent = changes.filter((change) => change.state === 'sent').length
      assert.ok(sent <= 1, `seed ${seed}: command ${id} was sent ${sent} times`)
      assert.ok(sent === 1 || !ids.includes(id), `seed ${seed}: command ${id} came, and the record says ${state}`)
    }
    const { alarms } = await server.app(this.cookie, 'GET', '/api/alarms')
    assert.deepEqual(alarms.map((one) => one.id), [this.alarm], `seed ${seed}: one cause is one alarm, and it is kept`)
    if (this.acknowledged) assert.equal(alarms[0].state, 'acknowledged', `seed ${seed}: its acknowledgement is kept`)
  }
}

async function verify(server, load) {
  const stream = (await server.streams(load.token)).get('load')
  if (stream === undefined) {
    assert.equal(load.acknowledged.length, 0)
    return 0
  }
  const found = await server.readings(stream, load.token) // throws if a time occurs twice
  const lost = load.acknowledged.filter((n) => found.get(load.time(n)) !== load.value(n))
  assert.equal(lost.length, 0, `seed ${seed}: ${lost.length} of ${load.acknowledged.length} acknowledged readings are lost, e.g. ${lost.slice(0, 5)}`)
  assert.ok(found.size <= load.sent, `seed ${seed}: ${found.size} stored, ${load.sent} sent`)
  assert.equal(await server.count(stream, load.token), found.size, `seed ${seed}: $count and the readings agree`)
  return load.acknowledged.length
}

const server = await Server.withPlaces()
after(() => server.remove())

test(`${kills} kills under load lose no acknowledged reading (seed ${seed})`, { timeout: 1_800_000 }, async () => {
  const ways = [[overMqtt], [overHttp], [overMqtt, 2], [observations], [createObservations]]
  const loads = []
  for (const [way, qos] of ways) loads.push(new Load(await server.addDevice(`负载${loads.length}`), way, qos))
  const greenhouse = new Greenhouse(await server.addDevice('冷棚', 'greenhouse'))
  const code = await server.invite('village')
  await server.start()
  await greenhouse.begin(server, await server.signUp(code))
  for (const load of loads) {
    const first = await server.post('/api/v2/write?precision=ms', load.token, `load value=${load.value(load.take(1)[0])} ${load.time(0)}`)
    assert.ok(first.ok)
    load.acknowledged.push(0)
    load.stream = (await server.streams(load.token)).get('load')
  }
  await server.kill('SIGKILL')

  for (let kill = 1; kill <= kills; ++kill) {
    // A small head, so that some kills hit the sealing of chunks.
    await server.start('--config', server.smallHead())
    let over = false
    const running = loads.map((load) => load.way(server, load, () => over))
    running.push(greenhouse.run(server, () => over))
    if (kill > kills / 3) running.push(greenhouse.acknowledge(server))
    await pause(20 + random() * 600)
    await server.kill('SIGKILL')
    over = true
    await Promise.all(running)
    if (kill % 10 === 0 || kill === kills) {
      const report = await server.check()
      assert.doesNotMatch(report, /fault/i, `seed ${seed}, kill ${kill}: ${report}`)
      await server.start()
      for (const load of loads) await verify(server, load)
      await greenhouse.verify(server)
      await server.kill('SIGKILL')
    }
  }
  const acknowledged = loads.map((load) => load.acknowledged.length)
  const sum = acknowledged.reduce((a, b) => a + b)
  assert.ok(sum > kills * 10 && acknowledged.every((count) => count > 1), `only ${acknowledged} readings were acknowledged: the load is too small`)
  assert.ok(greenhouse.received.length > kills / 10, `only ${greenhouse.received.length} commands came: the load is too small`)
  assert.ok(greenhouse.acknowledged, 'the alarm was acknowledged')
  console.log(`# ${sum} (${acknowledged}) acknowledged readings and ${greenhouse.received.length} commands survived ${kills} kills`)
})

test('a command that waits during a crash is not sent after it expired', async () => {
  const greenhouse = new Greenhouse(await server.addDevice('迟棚', 'greenhouse'))
  const code = await server.invite('village')
  await server.start()
  const cookie = await server.signUp(code, '示例干部二', '15400009002')
  greenhouse.id = (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses.find(({ name }) => name === '迟棚').id
  const order = () => server.app(cookie, 'POST', `/api/greenhouses/${greenhouse.id}/commands`, '{"actuator":"vent","action":"open"}')
  const { id, state } = await order()
  assert.equal(state, 'requested', 'no device is connected')
  await server.kill('SIGKILL')
  assert.ok(library, "Debian's faketime is needed")
  await server.startThrough(['env', `LD_PRELOAD=${library}`, 'FAKETIME=+3m', 'FAKETIME_DONT_FAKE_MONOTONIC=1'])
  let over = false
  const running = greenhouse.device(server, () => over)
  await until('the command to end', async () => (await server.app(cookie, 'GET', `/api/commands/${id}`)).state === 'expired')
  const next = await order()
  await until('the next to come', () => greenhouse.received.length)
  assert.deepEqual(greenhouse.received.map((one) => one.id), [next.id])
  over = true
  await running
  await server.stop()
})

for (const signal of ['SIGKILL', 'SIGTERM']) {
  test(`an acknowledged manual switch state survives ${signal}`, async () => {
    const token = await server.addDevice(`手动${signal}`, 'greenhouse')
    const code = await server.invite('village')
    await server.start()
    const cookie = await server.signUp(code, '示例干部三', signal === 'SIGKILL' ? '15400009003' : '15400009004')
    const { id } = (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses.find(({ name }) => name === `手动${signal}`)
    for (let round = 0; round < 8; ++round) {
      const client = mqtt.connect(server.mqttUrl, { username: token, reconnectPeriod: 0 })
      client.on('error', () => {})
      const manual = round % 2 === 0
      const body = JSON.stringify({ vent_manual: manual })
      if (round < 4) await client.publishAsync('v1/devices/me/telemetry', body, { qos: 1 })
      else assert.ok((await server.post(`/api/v1/${token}/telemetry`, token, body)).ok)
      await server.kill(signal)
      client.end(true)
      await server.start()
      const { actuators } = await server.app(cookie, 'GET', `/api/greenhouses/${id}`)
      assert.equal(actuators.find(({ name }) => name === 'vent').manual, manual, `round ${round}`)
    }
    await server.stop()
  })
}

test('SIGTERM drains: acknowledged readings are stored, and the program exits by itself', async () => {
  const load = new Load(await server.addDevice('排空'), overMqtt)
  await server.start()
  let over = false
  const running = overMqtt(server, load, () => over)
  await until('some to be acknowledged', () => load.acknowledged.length > 100)
  server.child.kill('SIGTERM')
  const { code, signal } = await until('the program to end', () => server.gone)
  over = true
  await running
  assert.equal(signal, null)
  assert.equal(code, 0)
  await server.start()
  assert.ok((await verify(server, load)) > 0)
  await server.stop()
})
