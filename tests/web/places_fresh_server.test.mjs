// A server without any place: each page says where to begin, and none waits for ever.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { Server } from '../server.mjs'
import { County, findings, settled } from './county.mjs'

let county
after(() => county.close())

async function freshCounty() {
  const server = new Server()
  await server.start()
  const code = server.log.match(/\/invitation\/([A-Za-z0-9_-]+)/)[1]
  await server.signUp(code)
  return County.around(server, { operator: { phone: '15400009001', password: 'lantern-river-41' } })
}

test('the pages of a server without places lead to the page of places', async () => {
  county = await freshCounty()
  const page = await county.pageOf('operator')
  for (const path of ['/village', '/devices', '/devices/new', '/households', '/channels']) {
    await page.goto(path)
    await settled(page)
    await page.getByText('先添加地方').waitFor()
    assert.equal(await page.locator('main form').count(), 0, path)
    assert.deepEqual(await findings(page), [], path)
  }
  assert.equal(await page.getByRole('button', { name: '添加渠道' }).count(), 0)
  await page.getByRole('link', { name: '去添加地方' }).click()
  await page.waitForURL('**/places')
  await page.getByRole('button', { name: '添加地方' }).waitFor()
  await page.context().close()
})

test('an invitation that lacks a household or a place says what to add first', async () => {
  const page = await county.pageOf('operator')
  await page.goto('/people')
  await page.getByRole('button', { name: '邀请' }).first().click()
  const sheet = page.getByRole('dialog')
  await sheet.getByText('还没有农户').waitFor()
  await sheet.getByRole('link', { name: '去添加农户' }).waitFor()
  await sheet.getByLabel('作为什么').selectOption({ label: '村干部' })
  await sheet.getByText('还没有可选的地方').waitFor()
  assert.deepEqual(await findings(page), [])
  await sheet.getByRole('link', { name: '去添加地方' }).click()
  await page.waitForURL('**/places')
  await page.context().close()
})

test('with a village the pages offer their forms', async () => {
  const page = await county.pageOf('operator')
  await county.request(page, 'POST', '/api/places', { code: '610829000000', name: '示例县' })
  await page.goto('/households')
  await settled(page)
  await page.getByText('先添加地方').waitFor()
  await county.request(page, 'POST', '/api/places', { code: '610829101000', name: '示例镇' })
  await county.request(page, 'POST', '/api/places', { code: '610829101201', name: '示例村' })
  await page.reload()
  await page.getByRole('button', { name: '添加农户' }).waitFor()
  await page.goto('/devices/new')
  await page.getByLabel('在哪个村').waitFor()
  await page.goto('/channels')
  await page.getByText('还没有渠道').waitFor()
  await page.context().close()
})
