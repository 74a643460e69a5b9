// Concurrency limits: heavy queries leave workers for interactive pages.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server } from '../server.mjs'

const workers = 4
const readings = 600_000
const start = Date.parse('2026-01-01T00:00:00Z')
let server, cookie, token

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('记录仪')
  const code = await server.invite('technician')
  const config = join(server.data, 'workers.yaml')
  writeFileSync(config, `workers: ${workers}\n`)
  await server.start('--config', config)
  cookie = await server.signUp(code)
  for (let from = 0; from < readings; from += 100_000) {
    const lines = Array.from({ length: 100_000 }, (_, n) => `logger level=${(from + n) % 997} ${start + (from + n) * 1000}`)
    const answer = await server.post('/api/v2/write?precision=ms', token, lines.join('\n'), { 'content-type': 'text/plain' })
    assert.ok(answer.ok, await answer.clone().text())
  }
})
after(() => server.remove())

const heavy = () => server.fetch('/v1.1/Observations?$count=true&$top=1&$filter=result mul 2 gt 1000000', token)

test('pages answer while more heavy queries run than there are workers', async () => {
  let answered = 0
  const queries = Array.from({ length: 3 * workers }, async () => {
    const answer = await heavy()
    answered += 1
    assert.equal(answer.status, 200)
  })
  for (let n = 0; n < 5; ++n) await server.app(cookie, 'GET', '/api/greenhouses')
  assert.ok(answered < workers, `${answered} of ${queries.length} heavy queries were answered before five pages`)
  await Promise.all(queries)
})

test('queries beyond the queue are refused with Retry-After', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, heavy))
  const refused = answers.filter(({ status }) => status === 503)
  assert.ok(refused.length > 0 && refused.length < answers.length, `${refused.length} were refused`)
  assert.ok(Number(refused[0].headers.get('retry-after')) > 0)
  assert.match((await refused[0].json()).detail, /稍|几秒|again/)
})
