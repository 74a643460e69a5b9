// A query that takes longer than http.query_time is ended, and the answer says so and how to ask for less.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server, until } from '../server.mjs'

const start = Date.parse('2026-01-01T00:00:00Z')
let server, token
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('记录仪')
  const config = join(server.data, 'query.yaml')
  writeFileSync(config, 'http: {query_time: 100ms}\n')
  await server.start('--config', config)
  for (let from = 0; from < 600_000; from += 100_000) {
    const lines = Array.from({ length: 100_000 }, (_, n) => `logger level=${(from + n) % 997} ${start + (from + n) * 1000}`)
    const answer = await server.post('/api/v2/write?precision=ms', token, lines.join('\n'), { 'content-type': 'text/plain' })
    assert.ok(answer.ok, await answer.clone().text())
  }
})
after(() => server.remove())

test('a long query ends with 503, a reason and a line in the log', async () => {
  for (const query of ['$count=true&$top=1&$filter=result mul 2 gt 1000000', '$top=1&$filter=result add 1 eq 5000', '$top=1&$orderby=result']) {
    const answer = await server.fetch(`/v1.1/Observations?${query}`, token, { headers: { 'accept-language': 'en' } })
    assert.equal(answer.status, 503, query)
    const { detail } = await answer.json()
    assert.match(detail, /took too long.*\$top.*\$filter/, query)
  }
  assert.match(server.log, /The query took too long/)
})

test('a short one is answered', async () => {
  await until('an answer, on a busy machine too', async () =>
    (await server.fetch('/v1.1/Observations?$top=1&$orderby=phenomenonTime desc', token)).status === 200)
})

test('a page of no entities has no next page', async () => {
  for (const path of ['/v1.1/Observations', '/v1.1/Things', '/v1.1/Datastreams?$expand=Observations($top=0)&']) {
    const answer = await server.json(`${path}${path.includes('?') ? '' : '?'}$top=${path.includes('expand') ? 1 : 0}&$count=true`, token)
    if (path.includes('expand')) {
      assert.deepEqual(answer.value[0].Observations, [])
      assert.ok(!('Observations@iot.nextLink' in answer.value[0]))
    } else {
      assert.deepEqual(answer.value, [])
      assert.ok(answer['@iot.count'] > 0 && !('@iot.nextLink' in answer), JSON.stringify(answer))
    }
  }
})
