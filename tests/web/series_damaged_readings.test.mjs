// A hole in a curve whose readings are damaged on the disk is named as such, and so are those Observations over SensorThings.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server, hasSeriesFile } from '../server.mjs'
import { County, settled } from './county.mjs'

const who = { technician: { phone: '15400009001', password: 'lantern-river-41' } }
const minute = 60_000
const start = Math.floor((Date.now() - 12 * 3_600_000) / minute) * minute // half a day of seconds: several chunks
let server, county, token

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('坏了的棚', 'greenhouse')
  const code = await server.invite('technician')
  await server.start('--config', server.smallHead())
  await server.signUp(code)
  const lines = Array.from({ length: 40_000 }, (_, n) => `air_temperature value=${20 + (n % 10)} ${start + n * 1000}`)
  const written = await server.post('/api/v2/write?precision=ms', token, lines.join('\n'), { 'content-type': 'text/plain' })
  assert.ok(written.ok, await written.clone().text())
  await server.stop()
  if (hasSeriesFile) {
    const file = join(server.data, 'series.db')
    const sql = (text) => execFileSync('sqlite3', [file, text], { encoding: 'utf8' })
    sql('UPDATE chunk_bytes SET bytes = zeroblob(length(bytes)) WHERE id = (SELECT id FROM chunk WHERE stream = (SELECT max(stream) FROM chunk) ORDER BY first LIMIT 1 OFFSET 1)')
  }
  await server.start()
  county = await County.around(server, who)
})
after(() => county?.close())

test('the page says which span is damaged, in both languages', { skip: !hasSeriesFile }, async () => {
  const page = await county.pageOf('technician')
  await page.goto('/greenhouses/1')
  await settled(page)
  const said = page.locator('.series-damage')
  await said.waitFor()
  assert.match(await said.textContent(), /这段数据坏了.*请运维员从备份恢复/)
  assert.deepEqual(page.consoleErrors, [])
})

test('SensorThings says which span of the Observations is damaged', { skip: !hasSeriesFile }, async () => {
  const stream = (await server.streams(token)).get('air_temperature')
  const answer = await server.json(`/v1.1/Datastreams(${stream})/Observations?$count=true&$top=1&$filter=result gt 0`, token)
  const [damaged, ...more] = answer['@cunkou.damaged']
  assert.equal(more.length, 0)
  const [from, to] = damaged.phenomenonTime.split('/').map(Date.parse)
  assert.equal(answer['@iot.count'], 40_000 - Math.ceil((to - from) / 1000)) // the span ends after its last reading
  assert.ok(damaged['Datastream@iot.navigationLink'].endsWith(`/v1.1/Datastreams(${stream})`))
})
