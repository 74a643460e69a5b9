// The chart's summary of a replayed season equals the measurements: count, minimum, maximum and mean.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { csvOf, measured } from '../sample_season.mjs'
import { Server, command } from '../server.mjs'
import { County, settled } from './county.mjs'

const who = { technician: { phone: '15400009001', password: 'lantern-river-41' } }
const names = { air_temperature: '棚温', relative_humidity: '湿度', solar_radiation: '光照' }
const rows = measured()
let county

before(async () => {
  const server = await Server.withPlaces()
  const token = await server.addDevice('实测棚', 'greenhouse')
  const code = await server.invite('technician')
  await server.start()
  await server.signUp(code)
  const file = join(server.data, 'measured.csv')
  writeFileSync(file, csvOf(rows))
  await command('replay', file, '--mqtt', `127.0.0.1:${server.mqttPort}`, '--token', token)
  county = await County.around(server, who)
})
after(() => county?.close())

test('the summary of each quantity equals the measurements', async () => {
  const page = await county.pageOf('technician')
  await page.goto('/greenhouses/1')
  await settled(page)
  await page.getByRole('button', { name: '全部', exact: true }).click()
  for (const [stream, name] of Object.entries(names)) {
    const values = rows.filter(([one, , value]) => one === stream && value !== 'NaN').map(([, , value]) => Number(value))
    await page.getByRole('button', { name, exact: true }).click()
    const summary = page.locator('.series-summary')
    await summary.getByText(values.length.toLocaleString('en-US'), { exact: true }).waitFor()
    await settled(page)
    const shown = (await summary.locator('dd').allTextContents()).map((text) => Number(text.replace(/[^\d.-]/g, '')))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const near = (a, b) => Math.abs(a - b) <= Math.max(0.051, Math.abs(b) * 0.006)
    for (const [at, expected] of [Math.min(...values), Math.max(...values), mean].entries()) {
      assert.ok(near(shown[at], expected), `${name}: ${shown} instead of ${expected}`)
    }
    assert.equal(shown[3], values.length)
  }
  assert.deepEqual(page.consoleErrors, [])
})

test('a day without readings links to the last ones', async () => {
  const page = await county.pageOf('technician')
  await page.goto('/greenhouses/1')
  await settled(page)
  await page.getByRole('button', { name: /看最后的记录/ }).click()
  await page.locator('.series-summary').waitFor()
})
