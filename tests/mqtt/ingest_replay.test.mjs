// `cunkou replay` publishes a measured file as a device does: every finite reading is stored with its time, NaN is refused and
// counted, and a second replay changes nothing.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { csvOf, measured } from '../sample_season.mjs'
import { Server, command } from '../server.mjs'

let server
let token
let cookie
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('实测棚', 'greenhouse')
  const code = await server.invite('village')
  await server.start()
  cookie = await server.signUp(code)
})
after(() => server.remove())

test('a replayed season is stored with the same count, min, max and mean, and a second replay changes nothing', async () => {
  const rows = measured()
  const file = join(server.data, 'measured.csv')
  writeFileSync(file, csvOf(rows))
  const replay = () => command('replay', file, '--mqtt', `127.0.0.1:${server.mqttPort}`, '--token', token)
  const device = async () => {
    const { devices } = await server.app(cookie, 'GET', '/api/devices')
    return server.app(cookie, 'GET', `/api/devices/${devices[0].id}`)
  }
  assert.match(await replay(), new RegExp(`all acknowledged: ${rows.length}\\nacknowledged is not accepted: .*page of the device`))
  const first = await device()
  await replay()
  const second = await device()

  const finite = rows.filter(([, , value]) => value !== 'NaN')
  const nan = rows.length - finite.length
  assert.equal(first.counts.added, finite.length)
  assert.equal(first.counts.refused, nan)
  assert.equal(second.counts.added, finite.length)
  assert.equal(second.counts.replaced, 0)
  assert.equal(second.counts.equal, finite.length)
  assert.equal(second.counts.refused, 2 * nan)

  const streams = await server.streams(token)
  for (const name of ['air_temperature', 'relative_humidity', 'solar_radiation']) {
    const expected = new Map(finite.filter(([stream]) => stream === name).map(([, time, value]) => [Date.parse(time), Number(value)]))
    const found = await server.readings(streams.get(name), token)
    assert.equal(found.size, expected.size, name)
    for (const [time, value] of expected) assert.equal(found.get(time), value, `${name} at ${new Date(time).toISOString()}`)
    assert.equal(await server.count(streams.get(name), token), expected.size)
  }
})
