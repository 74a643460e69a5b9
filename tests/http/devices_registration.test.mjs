// Devices registered on the command line beside a running server, and large bodies from unknown senders.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'

import { Server, until } from '../server.mjs'

let server, cookie
before(async () => {
  server = await Server.withPlaces()
  const code = await server.invite('technician')
  await server.start()
  cookie = await server.signUp(code)
})
after(() => server.remove())

for (const profile of ['greenhouse', 'greenhouse_heated']) {
  test(`${profile}: a device registered beside the running server has a page, curves and rules at once`, async () => {
    const token = await server.addDevice(`新棚 ${profile}`, profile)
    const sent = await server.post(`/api/v1/${token}/telemetry`, '', [{ ts: Date.now(), values: { air_temperature: 21.5 } }])
    assert.equal(sent.status, 200)
    const mine = await until('the greenhouse', async () =>
      (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses.find(({ name }) => name === `新棚 ${profile}`))
    assert.equal(mine.latest.air_temperature.value, 21.5)
    const { series } = await server.app(cookie, 'GET', `/api/greenhouses/${mine.id}/series?quantities=air_temperature&from=first&to=last`)
    assert.equal(series[0].summary.count, 1)
    assert.ok((await server.app(cookie, 'GET', `/api/greenhouses/${mine.id}/rules`)).rules.length > 0)
    const { actuators } = await server.app(cookie, 'GET', `/api/greenhouses/${mine.id}`)
    assert.equal(actuators.some(({ kind }) => kind === 'heater'), profile === 'greenhouse_heated')
  })
}

test('the token of each of several new devices works at once', async () => {
  for (let n = 1; n <= 4; n++) {
    const token = await server.addDevice(`快棚 ${n}`, 'any')
    assert.equal((await server.post(`/api/v1/${token}/telemetry`, '', { n })).status, 200, `device ${n}`)
  }
})

test('a large body without a valid token is refused before it is read', async () => {
  const socket = connect(server.httpPort, '127.0.0.1')
  socket.write('POST /api/devices/1/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 100000000\r\n\r\n')
  const answer = await new Promise((done) => socket.once('data', (bytes) => done(bytes.toString())))
  assert.match(answer, /^HTTP\/1.1 401/)
  socket.destroy()
})
