// A device's own page: what it sends is seen without asking, and what goes on elsewhere is said and found again.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Server, until, village } from '../server.mjs'
import { County, settled } from './county.mjs'

let server
let county
let cadre
before(async () => {
  server = await Server.withPlaces()
  await server.start()
  cadre = await server.signUp(await server.invite('village'))
  county = await County.around(server, { cadre: { phone: '15400009001', password: 'lantern-river-41' } })
})
after(() => county.close())

const added = (name, profile) => server.app(cadre, 'POST', '/api/devices', JSON.stringify({ name, profile, placeCode: village }))
const send = async (token, values) => assert.ok((await server.post(`/api/v1/${token}/telemetry`, token, values, { authorization: '' })).ok)

test('a greenhouse’s device that sends over HTTP is seen sending', async () => {
  const { device, token } = await added('1号棚', 'greenhouse')
  await send(token, { air_temperature: 17.1 })
  const page = await county.pageOf('cadre')
  await page.goto(`/devices/${device.id}`)
  await settled(page)
  await page.locator('main').getByText('17.1℃').waitFor()
  await send(token, { air_temperature: 18.2 })
  await page.locator('main').getByText('18.2℃').waitFor()
  await page.context().close()
})

test('one of which no reading is told is asked for before it is called away', async () => {
  const { device, token } = await added('气象站', 'any')
  await send(token, { wind: 3 })
  const page = await county.pageOf('cadre')
  let asked = 0
  await page.route(`**/api/devices/${device.id}`, async (route) => {
    const said = await route.fetch()
    const body = await said.json()
    if (++asked === 1) body.lastReadingAt = new Date(Date.now() - 601_000).toISOString()
    await route.fulfill({ response: said, json: body })
  })
  await page.goto(`/devices/${device.id}`)
  await settled(page)
  await until('the page to ask again', () => asked === 2)
  await page.locator('.device-state:not(.away)').waitFor()
  await page.context().close()
})
