// The page of a device: its readings appear live, and an import is followed across interruptions.
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

test('readings sent over HTTP appear live on the device’s page', async () => {
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

test('a device whose readings are not streamed is reloaded before it is shown as offline', async () => {
  const { device, token } = await added('气象站', 'any')
  await send(token, { wind: 3 })
  const page = await county.pageOf('cadre')
  let asked = 0
  await page.route(`**/api/devices/${device.id}`, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    if (++asked === 1) body.lastReadingAt = new Date(Date.now() - 601_000).toISOString()
    await route.fulfill({ response: answer, json: body })
  })
  await page.goto(`/devices/${device.id}`)
  await settled(page)
  await until('a second request', () => asked === 2)
  await page.locator('.device-status:not(.attention)').waitFor()
  await page.context().close()
})

// An import that stays in state running until the test releases it.
async function held(page) {
  const one = { asked: 0, running: true }
  await page.route('**/api/imports/*', async (route) => {
    one.asked++
    if (one.cut) return route.abort()
    const answer = await route.fetch()
    const body = await answer.json()
    if (one.running) body.state = 'running'
    return route.fulfill({ response: answer, json: body })
  })
  return one
}

async function importing(name) {
  const { device } = await added(name, 'any')
  const page = await county.pageOf('cadre')
  await page.clock.install()
  const one = await held(page)
  await page.goto(`/devices/${device.id}`)
  await settled(page)
  const text = 'stream,time,value\na,2026-01-01 08:00,1.5\n'
  await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByText('正在导入').waitFor()
  return { page, one, device }
}

test('an import and its report survive a lost connection', async () => {
  const { page, one } = await importing('断线')
  one.cut = true
  await page.getByText(/连不上服务器.*导入还在进行/).waitFor()
  one.cut = one.running = false
  await page.getByText('导入完成').waitFor()
  await page.getByText('收下1，重复0').waitFor()
  assert.equal(await page.getByText(/连不上服务器/).count(), 0)
  await page.context().close()
})

test('an import is polled only while its page is open, and resumed when the page is opened again', async () => {
  const { page, one, device } = await importing('回来')
  await page.locator('.bottom-tabs').getByRole('link').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/devices/'))
  const asked = one.asked
  await page.clock.runFor(20_000)
  assert.equal(one.asked, asked)
  await page.goto(`/devices/${device.id}`)
  await page.getByText('正在导入').waitFor()
  one.running = false
  await page.getByText('导入完成').waitFor()
  await page.reload()
  await settled(page)
  assert.equal(await page.getByText('导入完成').count(), 0)
  await page.context().close()
})

test('the page of a new device shows why the first reading and the QR code cannot be loaded, and retries', async () => {
  const page = await county.pageOf('cadre')
  await page.route(/\/api\/(devices\/\d+|qr)$/, (route) => route.abort())
  await page.goto('/devices/new')
  await settled(page)
  await page.getByLabel('设备名字').fill('8号棚')
  await page.getByRole('button', { name: '下一步：拿令牌' }).click()
  await page.locator('.first-reading').getByText(/连不上服务器/).waitFor()
  await page.getByRole('alert').getByText('二维码没画出来').waitFor()
  await page.unroute(/\/api\/(devices\/\d+|qr)$/)
  await page.getByRole('button', { name: '再试一次' }).click()
  await page.locator('img.qr-code').waitFor()
  await page.locator('.first-reading').getByText('等第一条数据').waitFor()
  await page.context().close()
})

test('a device of no greenhouse links to none and names its quantities as its profile does', async () => {
  const page = await county.pageOf('cadre')
  for (const [profile, quantity, links] of [['any', '气温', 0], ['greenhouse', '棚温', 1]]) {
    const { device, token } = await added(`9号${quantity}`, profile)
    await send(token, { air_temperature: 12.5 })
    await page.goto(`/devices/${device.id}`)
    await settled(page)
    await page.locator('main .list-row').filter({ hasText: quantity }).first().waitFor()
    assert.equal(await page.locator(`main a[href="/greenhouses/${device.thing.id}"]`).count(), links, profile)
  }
  await page.context().close()
})

test('before a device is removed the page says what is kept with the greenhouse', async () => {
  const page = await county.pageOf('cadre')
  for (const [name, profile, kept] of [['5号棚', 'greenhouse', /留在大棚“5号棚”里/], ['雨量站', 'any', /页面上就看不到了/]]) {
    const { device } = await added(name, profile)
    await page.goto(`/devices/${device.id}`)
    await settled(page)
    await page.getByRole('button', { name: '删除设备' }).click()
    await page.locator('dialog.confirm-dialog').getByText(kept).waitFor()
  }
  await page.context().close()
})
