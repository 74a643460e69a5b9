// The MQTT endpoint from outside, by npm's mqtt and Debian's mosquitto clients: MQTT 3.1.1 as a device relies on it.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'

import { Server, pause, until } from '../server.mjs'
import { connected } from '../ways.mjs'

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

// Whatever was on its way to `client` before is there once this is: it is sent and heard on the same topic.
async function caughtUp(client, heard, topic) {
  const last = `{"last":"${Math.random()}"}`
  await client.publishAsync(topic, last, { qos: 1 })
  await until('the last word', () => heard.some(({ text }) => text === last))
}

async function messages(client, filter, options = { qos: 1 }) {
  const heard = []
  client.on('message', (topic, payload, packet) => heard.push({ topic, text: payload.toString(), packet }))
  const granted = await client.subscribeAsync(filter, options)
  heard.granted = granted
  return heard
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

test('an acknowledged reading can be read at once', async () => {
  const client = await connected(server, token)
  for (let n = 0; n < 50; ++n) {
    const time = Date.parse('2026-01-01T00:00:00Z') + n * 1000
    await client.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: time, values: { at_once: n } }), { qos: 1 })
    const stream = (await server.streams(token)).get('at_once')
    assert.equal(await server.count(stream, token), n + 1)
  }
  await client.endAsync()
})

test('a device hears only its own topics and cannot write another\'s', async () => {
  const mine = await connected(server, token)
  const theirs = await connected(server, other)
  for (const filter of ['#', '+/devices/me/telemetry']) await assert.rejects(theirs.subscribeAsync(filter, { qos: 1 }), filter)
  const heard = await messages(theirs, ['me/#', 'v1/devices/me/#'])
  assert.deepEqual(heard.granted.map(({ qos }) => qos), [1, 1])
  await mine.publishAsync('v1/devices/me/telemetry', '{"secret":1}', { qos: 1 })
  await mine.publishAsync('v1/devices/me/attributes', '{"secret":"1.2"}', { qos: 1 })
  await mine.publishAsync('me/state', '{"secret":2}', { qos: 1 })
  await caughtUp(theirs, heard, 'me/state')
  assert.equal(heard.length, 1, JSON.stringify(heard.map(({ text }) => text)))
  const stream = (await server.streams(token)).get('secret')
  const foreign = await server.fetch(`/v1.1/Datastreams(${stream})/Observations`, other)
  assert.ok([403, 404].includes(foreign.status), `${foreign.status}`)
  await Promise.all([mine.endAsync(), theirs.endAsync()])
})

test('a will is published when the connection breaks, not when it is closed', async () => {
  const ears = await connected(server, token, { clientId: 'ears' })
  const heard = await messages(ears, 'me/#')
  const will = { topic: 'me/state', payload: '{"alive":false}', qos: 1, retain: false }
  const polite = await connected(server, token, { clientId: 'polite', will })
  await polite.endAsync()
  await caughtUp(ears, heard, will.topic)
  assert.equal(heard.filter(({ text }) => text === will.payload).length, 0)
  const rude = await connected(server, token, { clientId: 'rude', will })
  rude.stream.destroy()
  await until('the will', () => heard.some(({ text }) => text === will.payload))
  await ears.endAsync()
})

test('a retained message greets who comes later, and an empty one removes it', async () => {
  const topic = 'me/state'
  const writer = await connected(server, token)
  await writer.publishAsync(topic, '{"kept":1}', { qos: 1, retain: true })
  const later = await connected(server, token)
  const heard = await messages(later, topic)
  await until('the retained message', () => heard.find(({ text, packet }) => text === '{"kept":1}' && packet.retain))
  await writer.publishAsync(topic, '', { qos: 1, retain: true })
  const last = await connected(server, token)
  const nothing = await messages(last, topic)
  await caughtUp(last, nothing, topic)
  assert.deepEqual(nothing.filter(({ packet }) => packet.retain), [])
  await Promise.all([writer, later, last].map((client) => client.endAsync()))
})

test('a persistent session keeps what came while its client was away', async () => {
  const options = { clientId: 'sleeper', clean: false }
  const asleep = await connected(server, token, options)
  await asleep.subscribeAsync('me/state', { qos: 1 })
  await asleep.endAsync()
  const writer = await connected(server, token)
  await writer.publishAsync('me/state', '{"while":"away"}', { qos: 1 })
  const awake = await import('mqtt').then(({ default: mqtt }) =>
    mqtt.connect(server.mqttUrl, { username: token, reconnectPeriod: 0, ...options }))
  const heard = []
  awake.on('message', (_, payload) => heard.push(payload.toString()))
  await until('what was missed', () => heard.includes('{"while":"away"}'))
  await Promise.all([awake.endAsync(), writer.endAsync()])
})

test('a second connection with the same client id takes the place of the first', async () => {
  const first = await connected(server, token, { clientId: 'twin' })
  const closed = new Promise((done) => first.once('close', done))
  const second = await connected(server, token, { clientId: 'twin' })
  await closed
  await second.publishAsync('v1/devices/me/telemetry', '{"twin":1}', { qos: 1 })
  await second.endAsync()
})

test('client RPC: ThingsBoard\'s built-in getSessionLimits is answered', async () => {
  const client = await connected(server, token)
  const heard = await messages(client, 'v1/devices/me/rpc/response/+')
  await client.publishAsync('v1/devices/me/rpc/request/41', '{"method":"getSessionLimits","params":{}}', { qos: 1 })
  const answer = await until('the answer', () => heard.find(({ topic }) => topic.endsWith('/41')))
  assert.ok(JSON.parse(answer.text).maxPayloadSize > 0)
  await client.endAsync()
})

test('attributes that were sent can be asked for', async () => {
  const client = await connected(server, token)
  const heard = await messages(client, 'v1/devices/me/attributes/response/+')
  await client.publishAsync('v1/devices/me/attributes', '{"fw":"2.0"}', { qos: 1 })
  await client.publishAsync('v1/devices/me/attributes/request/7', '{"clientKeys":"fw"}', { qos: 1 })
  const answer = await until('the answer', () => heard.find(({ topic }) => topic.endsWith('/7')))
  assert.equal(JSON.parse(answer.text).client.fw, '2.0')
  await client.endAsync()
})

test('an Observation published to a Datastream reaches whoever subscribed to it, whole', async () => {
  const client = await connected(server, token)
  await client.publishAsync('v1/devices/me/telemetry', '{"ts":1767225600000,"values":{"sta":1}}', { qos: 1 })
  const stream = (await server.streams(token)).get('sta')
  const topic = `v1.1/Datastreams(${stream})/Observations`
  const heard = await messages(client, topic)
  await client.publishAsync(topic, '{"phenomenonTime":"2026-01-02T00:00:00Z","result":2.5}', { qos: 1 })
  const told = await until('the Observation', () => heard.find(({ text }) => JSON.parse(text).result === 2.5))
  const observation = JSON.parse(told.text)
  assert.ok(observation['@iot.id'] > 0 && observation['@iot.selfLink'])
  assert.equal(Date.parse(observation.phenomenonTime), Date.parse('2026-01-02T00:00:00Z'))
  await client.endAsync()
})

test('a subscription is told what it selects of an Observation', async () => {
  const client = await connected(server, token)
  await client.publishAsync('v1/devices/me/telemetry', '{"ts":1767225600000,"values":{"sta":1}}', { qos: 1 })
  const topic = `v1.1/Datastreams(${(await server.streams(token)).get('sta')})/Observations`
  const heard = await messages(client, `${topic}?$select=result`)
  await client.publishAsync(topic, '{"phenomenonTime":"2026-01-03T00:00:00Z","result":3.5}', { qos: 1 })
  const told = await until('the Observation', () => heard.find(({ text }) => JSON.parse(text).result === 3.5))
  assert.deepEqual(JSON.parse(told.text), { result: 3.5 })
  await client.endAsync()
})

test('a device is told nothing of another, whatever its subscription asks for', async () => {
  const client = await connected(server, token)
  await client.publishAsync('v1/devices/me/telemetry', '{"ts":1767225600000,"values":{"sta":1}}', { qos: 1 })
  const neighbour = await connected(server, other)
  await neighbour.publishAsync('v1/devices/me/telemetry', '{"theirs":77.125}', { qos: 1 })
  const mine = (await server.streams(token)).get('sta'), theirs = (await server.streams(other)).get('theirs')
  const heard = []
  client.on('message', (_, payload) => heard.push(payload.toString()))
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
  assert.deepEqual(heard, [])
  await Promise.all([client.endAsync(), neighbour.endAsync()])
})

test('an idle client that keeps quiet beyond its keep-alive is let go, a pinging one stays', async () => {
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

test('bytes that are no MQTT close that connection and no other', async () => {
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

test('mosquitto_sub hears a command and its own answer is taken', async () => {
  const ears = spawn('mosquitto_sub', ['-h', '127.0.0.1', '-p', String(server.mqttPort), '-u', house, '-q', '1', '-v',
    '-t', 'v1/devices/me/rpc/request/+'])
  const ended = new Promise((done) => ears.once('exit', done))
  const lines = createInterface({ input: ears.stdout })
  const heard = new Promise((done) => lines.once('line', done))
  const { greenhouses: [greenhouse] } = await server.app(cadre, 'GET', '/api/greenhouses')
  const { id } = await server.app(cadre, 'POST', `/api/greenhouses/${greenhouse.id}/commands`, JSON.stringify({ actuator: 'vent', action: 'open' }))
  const line = await heard
  const topic = line.slice(0, line.indexOf(' '))
  const said = JSON.parse(line.slice(topic.length))
  assert.deepEqual([said.method, said.params.action], ['vent', 'open'])
  assert.ok(Date.parse(said.params.expires) > Date.now())
  await mosquitto('-u', house, '-q', '1', '-t', topic.replace('request', 'response'), '-m', '{"accepted":true}')
  await until('the answer to be taken', async () => (await server.app(cadre, 'GET', `/api/commands/${id}`)).state === 'acknowledged')
  ears.kill('SIGTERM')
  await ended
})
