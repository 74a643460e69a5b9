// The examples of docs/operating/devices.md are stored as they are written there.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server, root } from '../server.mjs'

const document = readFileSync(join(root, 'docs/operating/devices.md'), 'utf8')
const profile = document.match(/cunkou device add NAME --place CODE --profile (\w+)/)[1]

let server
let token
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('1号棚', profile)
  await server.start()
})
after(() => server.remove())

const telemetry = (body) => server.post(`/api/v1/${token}/telemetry`, token, body, { authorization: '' })

test('the first try is stored', async () => {
  const body = document.match(/^curl .*\/telemetry -d '(.*)'$/m)[1]
  const answer = await telemetry(body)
  assert.equal(answer.status, 200, await answer.clone().text())
})

test('every telemetry example of the table is stored', async () => {
  const row = document.split('\n').find((line) => line.includes('`v1/devices/me/telemetry`'))
  const examples = [...row.matchAll(/`([[{][^`]*)`/g)].map((match) => match[1])
  assert.ok(examples.length >= 3, row)
  for (const example of examples) {
    const answer = await telemetry(example)
    assert.equal(answer.status, 200, `${example}: ${await answer.clone().text()}`)
  }
})

test('every quantity that the document names is one of the profile', async () => {
  const list = document.match(/takes these quantities and refuses any other\s+name: ([^.]*)\./)[1]
  const names = [...list.matchAll(/`(\w+)`/g)].map((match) => match[1])
  const values = Object.fromEntries(names.map((name) => [name, 20]))
  const answer = await telemetry(JSON.stringify(values))
  assert.equal(answer.status, 200, await answer.clone().text())
  assert.equal((await telemetry('{"t":25}')).status, 400)
})
