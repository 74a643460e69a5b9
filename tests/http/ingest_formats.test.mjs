// Every ingest format: valid readings are stored, each invalid one is refused alone, and a repeated one is not stored twice.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Server, until } from '../server.mjs'
import { connected, importCsv, importOnThePage, ingestFormats } from '../ingest_clients.mjs'

const name = 'air_temperature'
const device = '试验棚'
let server
let token
let stream
let cookie
let deviceId
let minute = Date.parse('2026-01-10T00:00:00Z')

// Each test uses its own minutes.
const next = () => (minute += 60_000)

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice(device, 'greenhouse')
  const code = await server.invite('village')
  await server.start()
  cookie = await server.signUp(code)
  deviceId = (await server.app(cookie, 'GET', '/api/devices')).devices[0].id
  stream = (await server.streams(token)).get(name)
  assert.ok(stream, 'the profile greenhouse has a stream air_temperature from the start')
})
after(() => server.remove())

const onThePage = 'CSV on the page'
const formatNames = [...Object.keys(ingestFormats({ mqttPort: 0, url: () => '' }, '', '', 0)), onThePage]
const page = () => server.app(cookie, 'GET', `/api/devices/${deviceId}`)

for (const format of formatNames) {
  const send = async (readings) => {
    if (format !== onThePage) return ingestFormats(server, token, name, stream)[format](readings)
    const report = await importOnThePage(server, cookie, deviceId, name, readings)
    assert.equal(report.state, 'done', JSON.stringify(report))
  }
  const stored = () => server.readings(stream, token)

  test(`${format}: acknowledged readings are stored exactly`, async () => {
    const sent = [21.5, -3.25, 0, 44.04].map((value) => ({ time: next(), text: String(value) }))
    const answer = await send(sent)
    if (answer) assert.ok(answer.status < 300, answer.body)
    const found = await stored()
    for (const { time, text } of sent) assert.equal(found.get(time), Number(text))
  })

  for (const [what, text] of [
    ['NaN', 'NaN'],
    ['infinity', '1e999'],
    ['over the plausible range', '5000'],
    ['under the plausible range', '-400'],
    ['not a number', '"warm"'],
  ]) {
    test(`${format}: ${what} is refused, counted and shown; the rest is stored`, async () => {
      const before_ = (await page()).counts.refused
      const good = { time: next(), text: '20.5' }
      const bad = { time: next(), text }
      const better = { time: next(), text: '20.7' }
      await send([good, bad, better])
      const found = await stored()
      assert.equal(found.get(good.time), 20.5)
      assert.equal(found.get(bad.time), undefined)
      assert.equal(found.get(better.time), 20.7)
      const shown = await page()
      assert.equal(shown.counts.refused, before_ + 1)
      assert.ok(shown.refusals[0].reason, 'with a reason')
    })
  }

  test(`${format}: a time in the far future is refused, and the rest is stored`, async () => {
    const future = { time: Math.floor(Date.now() / 1000) * 1000 + 86_400_000 + (minute % 1000), text: '20' }
    const good = { time: next(), text: '19.5' }
    await send([future, good])
    const found = await stored()
    assert.equal(found.get(future.time), undefined)
    assert.equal(found.get(good.time), 19.5)
  })

  test(`${format}: an equal reading is ignored, another value replaces`, async () => {
    const one = { time: next(), text: '18.1' }
    await send([one])
    const before_ = await server.count(stream, token)
    await send([one])
    assert.equal(await server.count(stream, token), before_)
    await send([{ ...one, text: '18.2' }])
    assert.equal(await server.count(stream, token), before_)
    assert.equal((await stored()).get(one.time), 18.2)
  })
}

test('a reading without a time gets the server\'s', async () => {
  const from = Date.now()
  const answer = await server.post(`/api/v1/${token}/telemetry`, token, { air_temperature: 17.7 }, { authorization: '' })
  assert.ok(answer.ok)
  const found = await until('the reading', async () => {
    const readings = await server.readings(stream, token)
    return [...readings].find(([time, value]) => value === 17.7 && time >= from - 1000)
  })
  assert.ok(found[0] <= Date.now() + 1000)
})

// A device that empties its queue without a clock: each message is acknowledged, so each reading is there.
test('readings without a time are all stored, however many come in one millisecond', async () => {
  const name = 'relative_humidity'
  const stream = (await server.streams(token)).get(name)
  const count = 1000
  const values = (from) => Array.from({ length: count }, (_, i) => (from + i) / 100)
  const client = await connected(server, token)
  await Promise.all(values(0).map((value) => client.publishAsync('v1/devices/me/telemetry', JSON.stringify({ [name]: value }), { qos: 1 })))
  await client.endAsync()
  const list = await server.post(`/api/v1/${token}/telemetry`, token, values(count).map((value) => ({ [name]: value })))
  assert.equal((await list.json()).added, count)
  const lines = values(2 * count).map((value) => `${name} value=${value}`).join('\n')
  assert.ok((await server.post('/api/v2/write', token, lines, { 'content-type': 'text/plain' })).ok)
  const ids = []
  for (const result of values(3 * count).slice(0, 20)) {
    const made = await server.post(`/v1.1/Datastreams(${stream})/Observations`, token, { result })
    ids.push((await made.json())['@iot.id'])
  }
  const found = [...(await server.readings(stream, token)).values()]
  const sent = [0, count, 2 * count].flatMap(values).concat(values(3 * count).slice(0, 20))
  assert.deepEqual(found.toSorted((a, b) => a - b), sent)
  for (const [i, id] of ids.entries()) {
    const one = await (await server.fetch(`/v1.1/Observations(${id})`, token)).json()
    assert.equal(one.result, sent[3 * count + i], 'the id that was answered is that of the reading')
  }
})

test('a missing, wrong or revoked token may not write', async () => {
  for (const wrong of ['', 'nonsense', `${token}x`]) {
    const answer = await server.post('/api/v2/write?precision=ms', wrong, 'air_temperature value=1 1', { 'content-type': 'text/plain' })
    assert.equal(answer.status, 401, `token "${wrong}"`)
    const board = await server.post(`/api/v1/${wrong || 'x'}/telemetry`, '', { air_temperature: 1 }, { authorization: '' })
    assert.equal(board.status, 401)
  }
})

test('a body that is not telemetry is answered with 400 and a reason', async () => {
  for (const body of ['', '{', 'hello', '[1,2']) {
    const answer = await server.post(`/api/v1/${token}/telemetry`, token, body, { authorization: '' })
    assert.equal(answer.status, 400, body)
    const problem = await answer.json()
    assert.ok(problem.detail ?? problem.title, 'a reason')
  }
})

test('a body over the limit is refused with 413 before it is read', async () => {
  const answer = await server.post('/api/v2/write', token, 'x'.repeat(40 << 20), { 'content-type': 'text/plain' }).catch((e) => e)
  assert.ok(answer instanceof Error || answer.status === 413, `${answer.status}`)
})

// Last, because it stops the server.
test('CSV on the command line: the same rules hold, and a second import changes nothing', async () => {
  const good = [20.1, 20.2, 20.3].map((value) => ({ time: next(), text: String(value) }))
  const bad = ['NaN', 'inf', '5000', 'warm', ''].map((text) => ({ time: next(), text }))
  const future = { time: Date.now() + 86_400_000, text: '20' }
  const before_ = await server.count(stream, token)
  await server.stop()
  const report = await importCsv(server, device, name, [...good, ...bad, future])
  await importCsv(server, device, name, [...good, ...bad, future])
  await server.start()
  assert.equal(await server.count(stream, token), before_ + good.length, report)
  const found = await server.readings(stream, token)
  for (const { time, text } of good) assert.equal(found.get(time), Number(text))
  for (const { time } of bad) assert.equal(found.get(time), undefined)
})
