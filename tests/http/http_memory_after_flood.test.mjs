// The memory that a flood of large requests took goes back to the system.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { Server, until } from '../server.mjs'

const start = Date.parse('2026-01-01T00:00:00Z')
const MB = 1024 * 1024
let server, token
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('记录仪')
  await server.start()
})
after(() => server.remove())

const status = (name) => Number(readFileSync(`/proc/${server.child.pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]) * 1024
const anonymous = () => status('RssAnon')

// JSON of many small values: parsed, it takes many small blocks of memory in every worker.
const body = (from) => JSON.stringify(Array.from({ length: 90_000 }, (_, n) => ({ ts: start + (from + n) * 1000, values: { a: n % 7, b: n % 5 } })))

const bodies = [body(0), body(90_000)]

test('after a flood of large bodies the process keeps little more than before', async () => {
  const send = (n) => server.post(`/api/v1/${token}/telemetry`, token, bodies[n % 2]).then((answer) => answer.arrayBuffer())
  await send(0)
  await send(1)
  const before = anonymous()
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, anonymous())), 20)
  for (let round = 0; round < 3; ++round) await Promise.all(Array.from({ length: 20 }, (_, n) => send(n)))
  clearInterval(watch)
  assert.ok(peak - before > 60 * MB, `the flood took only ${(peak - before) / MB} MB`)
  const kept = () => anonymous() - before
  await until('the memory to go back', () => kept() < (peak - before) / 2 && kept() < 80 * MB, 60_000)
})
