// The examples of docs/operating/devices.md are stored as they are written there.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server, root, village } from '../server.mjs'

const document = readFileSync(join(root, 'docs/operating/devices.md'), 'utf8')
const profile = document.match(/cunkou device add NAME --place CODE --profile (\w+)/)[1]

const phone = '15400009001', password = 'lantern-river-41'
let server
let token
let anyToken
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('1号棚', profile)
  anyToken = await server.addDevice('气象站', 'any')
  const code = await server.invite('village')
  await server.start()
  await server.signUp(code)
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

test('with the profile any, text is stored under a name of its own and refused under one of the profile', async () => {
  const send = (body) => server.post(`/api/v1/${anyToken}/telemetry`, '', body, { authorization: '' })
  const values = document.match(/any JSON value of at most 4096 bytes, e\.g\. (.*), and stores/)[1].match(/"[^"`]*"|true|null/g)
  assert.ok(values.length >= 4, values.join())
  for (const [n, value] of values.entries()) {
    const answer = await send(`{"note${n}":${value}}`)
    assert.equal(answer.status, 200, value)
    assert.equal((await answer.json()).added, 1, value)
  }
  assert.equal((await send('{"air_temperature":"hi"}')).status, 400)
})

test('what reads takes a session as written, and a token only at /v1.1', async () => {
  const [, path, body] = document.match(/^curl -c cookies http:\/\/localhost:8080(\S+) -H 'Content-Type: application\/json' -d '(.*)'$/m)
  const signedIn = await fetch(server.url(path), { method: 'POST', headers: { 'content-type': 'application/json' }, body: body.replace('PHONE', phone).replace('PASSWORD', password) })
  assert.equal(signedIn.status, 200)
  const cookie = signedIn.headers.get('set-cookie').split(';')[0]
  const latest = document.match(/^curl -b cookies http:\/\/localhost:8080(\S+)$/m)[1].replace('CODE', village)
  assert.equal((await fetch(server.url(latest), { headers: { cookie } })).status, 200)
  assert.equal((await server.fetch(latest, token)).status, 403)
  assert.equal((await server.fetch('/api/devices/1/series?from=first&to=last', token)).status, 404)
  const { value } = await server.json('/v1.1/Datastreams', token)
  assert.ok(value.length > 0)
})
