// Clients under load that remember what was acknowledged, for tests that kill a process. SEED repeats a run.
import assert from 'node:assert/strict'

import mqtt from 'mqtt'

import { pause, until } from '../server.mjs'

export const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)

// mulberry32: small and portable
let state = seed
export function random() {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

// The readings of one device: each has its own second, and its value identifies it. Untimed ones have only their value.
export class Load {
  constructor(token, way, { qos = 1, untimed = false } = {}) {
    this.token = token
    this.way = way
    this.qos = qos
    this.untimed = untimed
    this.unfinished = new mqtt.Store({ clean: false }) // QoS 2: goes on when the server is back (MQTT 3.1.1, 4.4)
    this.sent = 0
    this.acknowledged = []
    this.start = Date.parse('2026-01-01T00:00:00Z')
  }

  value(n) {
    return this.untimed ? n : (n % 5000) / 10
  }

  take(count) {
    const from = this.sent
    this.sent += count
    return Array.from({ length: count }, (_, i) => from + i)
  }

  time(n) {
    return this.start + n * 1000
  }

  // In ThingsBoard's form.
  telemetry(numbers) {
    const values = (n) => ({ load: this.value(n) })
    return JSON.stringify(numbers.map((n) => (this.untimed ? values(n) : { ts: this.time(n), values: values(n) })))
  }
}

export async function overMqtt(server, load, stopped) {
  const lasting = load.qos === 2 && { clientId: 'load', clean: false, outgoingStore: load.unfinished }
  const client = mqtt.connect(server.mqttUrl, { username: load.token, reconnectPeriod: 0, connectTimeout: 3000, ...lasting })
  client.on('error', () => {})
  const gone = new Promise((done) => client.once('close', done))
  await Promise.race([new Promise((done) => client.once('connect', done)), gone])
  while (!stopped() && client.connected) {
    const numbers = load.take(1 + Math.floor(random() * 3))
    const acknowledged = client.publishAsync('v1/devices/me/telemetry', load.telemetry(numbers), { qos: load.qos }).then(
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

export async function overHttp(server, load, stopped) {
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

export async function telemetryOverHttp(server, load, stopped) {
  while (!stopped()) {
    const numbers = load.take(1 + Math.floor(random() * 50))
    try {
      const answer = await server.post(`/api/v1/${load.token}/telemetry`, load.token, load.telemetry(numbers))
      if (answer.ok) load.acknowledged.push(...numbers)
    } catch {
      return
    }
  }
}

const observation = (load, n) => ({ phenomenonTime: new Date(load.time(n)).toISOString(), result: load.value(n) })

// Single Observations, three in flight.
export async function observations(server, load, stopped) {
  const one = async () => {
    while (!stopped()) {
      const [n] = load.take(1)
      const answer = await server.post(`/v1.1/Datastreams(${load.stream})/Observations`, load.token, observation(load, n))
      if (answer.status === 201) load.acknowledged.push(n)
    }
  }
  await Promise.allSettled([one(), one(), one()])
}

export async function createObservations(server, load, stopped) {
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
export class Greenhouse {
  received = [] // {id, action, at, expires}, across all restarts
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
      const { action, expires } = JSON.parse(payload).params
      this.received.push({ id, action, at: Date.now(), expires: Date.parse(expires) })
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
    const last = new Map()
    for (const { id, action, at } of this.received) {
      const pause = at - last.get(id)
      // A stop whose answer could not be stored is sent again after five seconds: it is idempotent.
      assert.ok(!last.has(id) || (action === 'stop' && pause > 4000), `seed ${seed}: ${action} ${id} came twice, ${pause} ms apart`)
      last.set(id, at)
    }
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

export async function verify(server, load) {
  const stream = (await server.streams(load.token)).get('load')
  if (stream === undefined) {
    assert.equal(load.acknowledged.length, 0)
    return 0
  }
  const found = await server.readings(stream, load.token) // throws if a time occurs twice
  if (load.untimed) return verifyUntimed(load, found)
  const lost = load.acknowledged.filter((n) => found.get(load.time(n)) !== load.value(n))
  assert.equal(lost.length, 0, `seed ${seed}: ${lost.length} of ${load.acknowledged.length} acknowledged readings are lost, e.g. ${lost.slice(0, 5)}`)
  assert.ok(found.size <= load.sent, `seed ${seed}: ${found.size} stored, ${load.sent} sent`)
  assert.equal(await server.count(stream, load.token), found.size, `seed ${seed}: $count and the readings agree`)
  return load.acknowledged.length
}

// Every acknowledged value is there; with QoS 2 none is there twice, whatever the server forgot.
function verifyUntimed(load, found) {
  const counts = new Map()
  for (const value of found.values()) counts.set(value, (counts.get(value) ?? 0) + 1)
  const lost = load.acknowledged.filter((n) => !counts.has(load.value(n)))
  assert.equal(lost.length, 0, `seed ${seed}: ${lost.length} of ${load.acknowledged.length} acknowledged readings without a time are lost, e.g. ${lost.slice(0, 5)}`)
  if (load.qos < 2) return load.acknowledged.length
  const twice = [...counts].filter(([, count]) => count > 1).map(([value]) => value)
  assert.equal(twice.length, 0, `seed ${seed}: ${twice.length} readings of QoS 2 are stored more than once, e.g. ${twice.slice(0, 5)}`)
  return load.acknowledged.length
}

// Starts the server, with one device for each way to send readings and a greenhouse. Each load has sent its first reading, whose
// stream it needs. `options` go to `cunkou serve`.
export async function startUnderLoad(server, ...options) {
  const ways = [
    [overMqtt],
    [overHttp],
    [overMqtt, { qos: 2 }],
    [observations],
    [createObservations],
    [overMqtt, { untimed: true }],
    [overMqtt, { qos: 2, untimed: true }],
    [telemetryOverHttp, { untimed: true }],
  ]
  const loads = []
  for (const [way, how] of ways) loads.push(new Load(await server.addDevice(`负载${loads.length}`), way, how))
  const greenhouse = new Greenhouse(await server.addDevice('冷棚', 'greenhouse'))
  const code = await server.invite('village')
  await server.start(...options)
  await greenhouse.begin(server, await server.signUp(code))
  for (const load of loads) {
    const first = await server.post('/api/v2/write?precision=ms', load.token, `load value=${load.value(load.take(1)[0])} ${load.time(0)}`, { 'content-type': 'text/plain' })
    assert.ok(first.ok, first.ok ? '' : await first.text())
    load.acknowledged.push(0)
    load.stream = (await server.streams(load.token)).get('load')
  }
  return { greenhouse, loads }
}
