// MQTT 3.1.1 as devices rely on it, with npm's mqtt and Debian's mosquitto clients.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'

import { Server, pause, until } from '../server.mjs'
import { connected } from '../ingest_clients.mjs'

const execute = promisify(execFile)
let server
let token
let other
let cadre
let house

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('一号')
  other = await server.addDevice('二号')
  house = await server.addDevice('三号棚', 'greenhouse')
  const code = await server.invite('village')
  await server.start()
  cadre = await server.signUp(code)
})
after(() => server.remove())

const mosquitto = (...words) =>
  execute('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(server.mqttPort), ...words])

// Resolves when everything sent to `client` before has arrived: a marker on the same topic follows it.
async function caughtUp(client, received, topic) {
  const last = `{"last":"${Math.random()}"}`
  await client.publishAsync(topic, last, { qos: 1 })
  await until('the last word', () => received.some(({ text }) => text === last))
}

async function messages(client, filter, options = { qos: 1 }) {
  const received = []
  client.on('message', (topic, payload, packet) => received.push({ topic, text: payload.toString(), packet }))
  const granted = await client.subscribeAsync(filter, options)
  received.granted = granted
  return received
}

test('a wrong token is refused with CONNACK 5, an empty one with 4', async () => {
  await assert.rejects(connected(server, 'nonsense'), /Not authorized|code 5|5/)
  await assert.rejects(connected(server, ''), /Bad username|code 4|4|closed/)
  await assert.rejects(mosquitto('-u', 'nonsense', '-t', 'v1/devices/me/telemetry', '-m', '{}'), /not authori[sz]ed/i)
})

for (const qos of [0, 1, 2]) {
  test(`telemetry at QoS ${qos} from mosquitto_pub is stored`, async () => {
    const name = `from_mosquitto_${qos}`
    await mosquitto('-u', token, '-q', String(qos), '-t', 'v1/devices/me/telemetry', '-m', `{"${name}":${qos + 0.5}}`)
    const stream = await until('the stream', async () => (await server.streams(token)).get(name))
    await until('the reading', async () => [...(await server.readings(stream, token)).values()].includes(qos + 0.5))
  })
}

test('an acknowledged reading is readable at once', async () => {
  const client = await connected(server, token)
  for (let n = 0; n < 50; ++n) {
    const time = Date.parse('2026-01-01T00:00:00Z') + n * 1000
    await client.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: time, values: { at_once: n } }), { qos: 1 })
    const stream = (await server.streams(token)).get('at_once')
    assert.equal(await server.count(stream, token), n + 1)
  }
  await client.endAsync()
})

test('a device receives only its own topics and cannot write another\'s', async () => {
  const mine = await connected(server, token)
  const theirs = await connected(server, other)
  for (const filter of ['#', '+/devices/me/telemetry']) await assert.rejects(theirs.subscribeAsync(filter, { qos: 1 }), filter)
  const received = await messages(theirs, ['me/#', 'v1/devices/me/#'])
  assert.deepEqual(received.granted.map(({ qos }) => qos), [1, 1])
  await mine.publishAsync('v1/devices/me/telemetry', '{"secret":1}', { qos: 1 })
  await mine.publishAsync('v1/devices/me/attributes', '{"secret":"1.2"}', { qos: 1 })
  await mine.publishAsync('me/state', '{"secret":2}', { qos: 1 })
  await caughtUp(theirs, received, 'me/state')
  assert.equal(received.length, 1, JSON.stringify(received.map(({ text }) => text)))
  const stream = (await server.streams(token)).get('secret')
  const foreign = await server.fetch(`/v1.1/Datastreams(${stream})/Observations`, other)
  assert.ok([403, 404].includes(foreign.status), `${foreign.status}`)
  await Promise.all([mine.endAsync(), theirs.endAsync()])
})

test('a will is published when the connection breaks, not on DISCONNECT', async () => {
  const subscriber = await connected(server, token, { clientId: 'subscriber' })
  const received = await messages(subscriber, 'me/#')
  const will = { topic: 'me/state', payload: '{"alive":false}', qos: 1, retain: false }
  const polite = await connected(server, token, { clientId: 'polite', will })
  await polite.endAsync()
  await caughtUp(subscriber, received, will.topic)
  assert.equal(received.filter(({ text }) => text === will.payload).length, 0)
  const rude = await connected(server, token, { clientId: 'rude', will })
  rude.stream.destroy()
  await until('the will', () => received.some(({ text }) => text === will.payload))
  await subscriber.endAsync()
})

test('a retained message reaches later subscribers, and an empty one removes it', async () => {
  const topic = 'me/state'
  const writer = await connected(server, token)
  await writer.publishAsync(topic, '{"kept":1}', { qos: 1, retain: true })
  const later = await connected(server, token)
  const received = await messages(later, topic)
  await until('the retained message', () => received.find(({ text, packet }) => text === '{"kept":1}' && packet.retain))
  await writer.publishAsync(topic, '', { qos: 1, retain: true })
  const last = await connected(server, token)
  const nothing = await messages(last, topic)
  await caughtUp(last, nothing, topic)
  assert.deepEqual(nothing.filter(({ packet }) => packet.retain), [])
  await Promise.all([writer, later, last].map((client) => client.endAsync()))
})

test('a persistent session keeps messages while its client is away', async () => {
  const options = { clientId: 'sleeper', clean: false }
  const asleep = await connected(server, token, options)
  await asleep.subscribeAsync('me/state', { qos: 1 })
  await asleep.endAsync()
  const writer = await connected(server, token)
  await writer.publishAsync('me/state', '{"while":"away"}', { qos: 1 })
  const awake = await import('mqtt').then(({ default: mqtt }) =>
    mqtt.connect(server.mqttUrl, { username: token, reconnectPeriod: 0, ...options }))
  const received = []
  awake.on('message', (_, payload) => received.push(payload.toString()))
  await until('what was missed', () => received.includes('{"while":"away"}'))
  await Promise.all([awake.endAsync(), writer.endAsync()])
})

test('a second connection with the same client id replaces the first', async () => {
  const first = await connected(server, token, { clientId: 'twin' })
  const closed = new Promise((done) => first.once('close', done))
  const second = await connected(server, token, { clientId: 'twin' })
  await closed
  await second.publishAsync('v1/devices/me/telemetry', '{"twin":1}', { qos: 1 })
  await second.endAsync()
})

test('client RPC: ThingsBoard\'s built-in getSessionLimits is answered', async () => {
  const client = await connected(server, token)
  const received = await messages(client, 'v1/devices/me/rpc/response/+')
  await client.publishAsync('v1/devices/me/rpc/request/41', '{"method":"getSessionLimits","params":{}}', { qos: 1 })
  const answer = await until('the answer', () => received.find(({ topic }) => topic.endsWith('/41')))
  assert.ok(JSON.parse(answer.text).maxPayloadSize > 0)
  await client.endAsync()
})

test('published attributes can be requested', async () => {
  const client = await connected(server, token)
  const received = await messages(client, 'v1/devices/me/attributes/response/+')
  await client.publishAsync('v1/devices/me/attributes', '{"fw":"2.0"}', { qos: 1 })
  await client.publishAsync('v1/devices/me/attributes/request/7', '{"clientKeys":"fw"}', { qos: 1 })
  const answer = await until('the answer', () => received.find(({ topic }) => topic.endsWith('/7')))
  assert.equal(JSON.parse(answer.text).client.fw, '2.0')
  await client.endAsync()
})

test('an Observation reaches the subscribers of its Datastream completely', async () => {
  const client = await connected(server, token)
  await client.publishAsync('v1/devices/me/telemetry', '{"ts":1767225600000,"values":{"sta":1}}', { qos: 1 })
  const stream = (await server.streams(token)).get('sta')
  const topic = `v1.1/Datastreams(${stream})/Observations`
  const received = await messages(client, topic)
  await client.publishAsync(topic, '{"phenomenonTime":"2026-01-02T00:00:00Z","result":2.5}', { qos: 1 })
  const message = await until('the Observation', () => received.find(({ text }) => JSON.parse(text).result === 2.5))
  const observation = JSON.parse(message.text)
  assert.ok(observation['@iot.id'] > 0 && observation['@iot.selfLink'])
  assert.equal(Date.parse(observation.phenomenonTime), Date.parse('2026-01-02T00:00:00Z'))
  await client.endAsync()
})

test('a subscription with $select receives the selected members', async () => {
  const client = await connected(server, token)
  await client.publishAsync('v1/devices/me/telemetry', '{"ts":1767225600000,"values":{"sta":1}}', { qos: 1 })
  const topic = `v1.1/Datastreams(${(await server.streams(token)).get('sta')})/Observations`
  const received = await messages(client, `${topic}?$select=result`)
  await client.publishAsync(topic, '{"phenomenonTime":"2026-01-03T00:00:00Z","result":3.5}', { qos: 1 })
  const message = await until('the Observation', () => received.find(({ text }) => JSON.parse(text).result === 3.5))
  assert.deepEqual(JSON.parse(message.text), { result: 3.5 })
  await client.endAsync()
})

test('no subscription of a device receives data of another device', async () => {
  const client = await connected(server, token)
  await client.publishAsync('v1/devices/me/telemetry', '{"ts":1767225600000,"values":{"sta":1}}', { qos: 1 })
  const neighbour = await connected(server, other)
  await neighbour.publishAsync('v1/devices/me/telemetry', '{"theirs":77.125}', { qos: 1 })
  const mine = (await server.streams(token)).get('sta'), theirs = (await server.streams(other)).get('theirs')
  const received = []
  client.on('message', (_, payload) => received.push(payload.toString()))
  const own = `v1.1/Datastreams(${mine})/Observations`
  const around = '$expand=Datastream($expand=Sensor($expand=Datastreams($expand=Observations($select=result))))'
  for (const filter of [
    `${own}?$select=id&${around}`, `${own}?${around}`, `${own}?${around}&$select=id`, `${own}?%24expand=Datastream`,
    `${own}?$filter=result gt 1`, `v1.1/Datastreams(${theirs})/Observations`, `v1.1/Datastreams(${theirs})/Observations?$select=result`,
    'v1.1/#', '#', '+/devices/me/telemetry', 'v1.1/Observations', 'v1.1/Datastreams(+)/Observations',
  ]) {
    const granted = await client.subscribeAsync(filter, { qos: 1 }).catch((error) => error)
    assert.ok(granted instanceof Error || granted[0].qos === 128, filter)
  }
  await client.publishAsync(own, '{"phenomenonTime":"2026-01-04T00:00:00Z","result":4.5}', { qos: 1 })
  await neighbour.publishAsync('v1/devices/me/telemetry', '{"theirs":78.125}', { qos: 1 })
  await pause(300)
  assert.deepEqual(received, [])
  await Promise.all([client.endAsync(), neighbour.endAsync()])
})

test('a client silent beyond its keep-alive is disconnected, a pinging one stays', async () => {
  const lively = await connected(server, token, { keepalive: 1 })
  const mute = connect(server.mqttPort, '127.0.0.1')
  const user = Buffer.from(token)
  const id = Buffer.from('mute')
  const body = Buffer.concat([Buffer.from([0, 4]), Buffer.from('MQTT'), Buffer.from([4, 0x82, 0, 1]), Buffer.from([0, id.length]), id,
    Buffer.from([user.length >> 8, user.length & 255]), user])
  mute.write(Buffer.concat([Buffer.from([0x10, body.length]), body]))
  mute.resume()
  const closed = new Promise((done) => mute.once('close', () => done(true)))
  assert.equal(await Promise.race([closed, pause(6000).then(() => false)]), true, 'one and a half keep-alives have passed')
  assert.ok(lively.connected)
  await lively.endAsync()
})

test('bytes that are not MQTT close that connection and no other', async () => {
  const client = await connected(server, token)
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\xff\xff\xff\xff\xff', '\x10\xff\xff\xff\xff\x7f', '\x00\x00']) {
    const socket = connect(server.mqttPort, '127.0.0.1')
    const closed = new Promise((done) => socket.once('close', done))
    socket.on('error', () => {})
    socket.resume()
    socket.write(Buffer.from(bytes, 'latin1'))
    await closed
  }
  await client.publishAsync('v1/devices/me/telemetry', '{"still":1}', { qos: 1 })
  await client.endAsync()
})

test('mosquitto_sub receives a command, and the server accepts its answer', async () => {
  const subscriber = spawn('mosquitto_sub', ['-h', '127.0.0.1', '-p', String(server.mqttPort), '-u', house, '-q', '1', '-v',
    '-t', 'v1/devices/me/rpc/request/+'])
  const ended = new Promise((done) => subscriber.once('exit', done))
  const lines = createInterface({ input: subscriber.stdout })
  const received = new Promise((done) => lines.once('line', done))
  const { greenhouses: [greenhouse] } = await server.app(cadre, 'GET', '/api/greenhouses')
  const { id } = await server.app(cadre, 'POST', `/api/greenhouses/${greenhouse.id}/commands`, JSON.stringify({ actuator: 'vent', action: 'open' }))
  const line = await received
  const topic = line.slice(0, line.indexOf(' '))
  const command = JSON.parse(line.slice(topic.length))
  assert.deepEqual([command.method, command.params.action], ['vent', 'open'])
  assert.ok(Date.parse(command.params.expires) > Date.now())
  await mosquitto('-u', house, '-q', '1', '-t', topic.replace('request', 'response'), '-m', '{"accepted":true}')
  await until('the answer to be taken', async () => (await server.app(cadre, 'GET', `/api/commands/${id}`)).state === 'acknowledged')
  subscriber.kill('SIGTERM')
  await ended
})
