// A server started with --quiet says on every page that it notifies nobody and why, also before sign-in, and takes no command.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { Server, village } from '../server.mjs'
import { County, findings, settled } from './county.mjs'

let county
after(() => county.close())

test('the pages of a quiet server say that it notifies nobody', async () => {
  const server = await Server.withPlaces()
  const code = await server.invite('village')
  await server.start('--quiet')
  await server.signUp(code)
  county = await County.around(server, { cadre: { phone: '15400009001', password: 'lantern-river-41' } })
  const stranger = await county.page()
  await stranger.goto('/sign-in')
  await stranger.getByText('设成了只看不发').waitFor()
  const page = await county.pageOf('cadre')
  await page.goto('/village')
  await settled(page)
  assert.match(await page.locator('.quiet-bar').textContent(), /不会告诉人/)
  const device = { name: '1号棚', profile: 'greenhouse', placeCode: village }
  const { device: { thing } } = await county.request(page, 'POST', '/api/devices', device)
  await page.route(`**/api/greenhouses/${thing.id}`, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    body.actuators.forEach((one) => (one.connected = false))
    body.may.command = true
    await route.fulfill({ response: answer, json: body })
  })
  await page.goto(`/greenhouses/${thing.id}`)
  const vent = page.locator('#controls article').first()
  await vent.getByText('只看不发，动不了设备').waitFor()
  for (const button of await vent.getByRole('button').all()) assert.equal(await button.isDisabled(), true)
  assert.equal(await vent.getByText('按了先等着').count(), 0)
  assert.deepEqual(await findings(page), [])
})

test('the pages of a restored backup say that they are a copy', async () => {
  const page = await county.page()
  await page.route('**/api/about', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), restored: true } })
  })
  await page.goto('/sign-in')
  await page.locator('.quiet-bar').getByText('这是备份的副本').waitFor()
})
