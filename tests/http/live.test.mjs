// The live stream of open pages: what is so now, however much else comes in.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Server, pause, until } from '../server.mjs'

let server, token, cookie

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('直播棚', 'greenhouse')
  const code = await server.invite('village')
  await server.start()
  cookie = await server.signUp(code)
})
after(() => server.remove())

test('a file of last year leaves the live stream open, which tells the newest reading', async () => {
  const answer = await fetch(server.url('/api/live'), { headers: { cookie } })
  let heard = '', closed = false
  const reading = (async () => {
    for await (const bytes of answer.body) heard += Buffer.from(bytes)
  })().then(() => (closed = true), () => (closed = true))
  const start = Date.parse('2024-01-01T00:00:00Z'), now = Date.now()
  const old = Array.from({ length: 9000 }, (_, n) => `greenhouse air_temperature=${(n % 300) / 10} ${start + n * 60_000}`)
  const fresh = Array.from({ length: 50 }, (_, n) => `greenhouse air_temperature=${n / 10} ${now - (50 - n) * 1000}`)
  const answered = await server.post('/api/v2/write?precision=ms', token, [...old, ...fresh].join('\n'), { 'content-type': 'text/plain' })
  assert.equal(answered.status, 204)
  await until('the newest', () => heard.includes('"value":4.9'))
  await pause(300)
  assert.equal(closed, false)
  const told = heard.split('\n').filter((line) => line.startsWith('data:') && line.includes('"streamId"'))
  assert.ok(told.every((line) => Date.parse(JSON.parse(line.slice(5)).at) > now - 3_600_000), 'nothing of 2024')
  await answer.body.cancel().catch(() => {})
  void reading
})
