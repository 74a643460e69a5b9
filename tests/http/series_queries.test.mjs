// Series queries: curves by bucket with any figure and step, and the last reading of every stream of a village in one request.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Server, until, village } from '../server.mjs'

const start = Date.parse('2026-01-01T16:00:00Z') // midnight in Beijing
const values = Array.from({ length: 500 }, (_, n) => ((n * 7919) % 1000) / 10)
let server, cookie, device

before(async () => {
  server = await Server.withPlaces()
  const token = await server.addDevice('记录仪')
  await server.addDevice('一号棚', 'greenhouse')
  const code = await server.invite('technician')
  await server.start()
  cookie = await server.signUp(code)
  const lines = values.map((value, n) => `logger level=${value},other=${n} ${start + n * 7000}`).join('\n')
  assert.ok((await server.post('/api/v2/write?precision=ms', token, lines, { 'content-type': 'text/plain' })).ok)
  device = (await server.app(cookie, 'GET', '/api/devices')).devices.find(({ name }) => name === '记录仪').id
})
after(() => server.remove())

const curves = (query) => server.app(cookie, 'GET', `/api/devices/${device}/series?from=first&to=last&${query}`)

for (const step of [60_000, 90_000, 1_000_000]) {
  test(`every figure of every bucket of ${step / 1000} s equals a computation from the readings`, async () => {
    const answer = await curves(`step=${step}&figures=min,max,mean,count,first,last`)
    assert.equal(answer.step, step)
    const [level] = answer.series.filter(({ quantity }) => quantity.includes('level'))
    const buckets = new Map()
    values.forEach((value, n) => {
      const at = start + Math.floor((n * 7000) / step) * step
      buckets.set(at, [...(buckets.get(at) ?? []), value])
    })
    // Buckets begin at midnight in Beijing for steps that divide a day; for others somewhere else, all a step apart.
    if (86_400_000 % step === 0) assert.deepEqual(level.at, [...buckets.keys()])
    const groups = []
    values.forEach((value, n) => {
      const at = level.at.filter((one) => one <= start + n * 7000).at(-1) ?? level.at[0]
      const group = groups.find((one) => one.at === at)
      if (group) group.values.push(value)
      else groups.push({ at, values: [value] })
    })
    assert.deepEqual(level.min, groups.map((group) => Math.min(...group.values)))
    assert.deepEqual(level.max, groups.map((group) => Math.max(...group.values)))
    assert.deepEqual(level.count, groups.map((group) => group.values.length))
    assert.deepEqual(level.first, groups.map((group) => group.values[0]))
    assert.deepEqual(level.last, groups.map((group) => group.values.at(-1)))
    groups.forEach((group, n) => {
      const mean = group.values.reduce((sum, value) => sum + value, 0) / group.values.length
      assert.ok(Math.abs(level.mean[n] - mean) < 1e-9)
    })
    assert.equal(level.summary.count, values.length)
  })
}

test('an invalid query is refused with the valid choices', async () => {
  await assert.rejects(curves('step=0'), /400.*step/s)
  await assert.rejects(curves('step=1'), /400|413/)
  await assert.rejects(curves('figures=median'), /400.*figures/s)
  await assert.rejects(server.app(cookie, 'GET', '/api/devices/999/series'), /404/)
})

test('one request gives the last reading of every stream of the village', async () => {
  const { latest } = await until('the readings', async () => server.app(cookie, 'GET', `/api/latest?place=${village}`))
  const level = latest.find(({ name }) => name.includes('level'))
  assert.equal(level.value, values.at(-1))
  assert.equal(Date.parse(level.at), start + (values.length - 1) * 7000)
  assert.equal(latest.length, 2)
  await assert.rejects(server.app('', 'GET', '/api/latest'), /401/)
})
