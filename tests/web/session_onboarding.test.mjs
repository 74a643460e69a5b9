// Sign-in, sign-out, invitations, the first device, and the app without a network.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { until } from '../server.mjs'
import { County, TcpProxy, desktop, openUnderServiceWorker, settled } from './county.mjs'

let county
before(async () => {
  county = await County.open()
})
after(() => county.close())

async function fill(page, number, password) {
  await page.getByLabel('手机号').fill(number)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

test('sign-in explains a wrong password and redirects to the requested page', async () => {
  const page = await county.page()
  const { phone, password } = county.people.farmer
  await page.goto('/alarms')
  await page.waitForURL('**/sign-in?after=/alarms')
  await fill(page, phone, 'not-the-password')
  await page.getByRole('alert').getByText(/密码/).waitFor()
  await fill(page, phone, password)
  await page.waitForURL('**/alarms')
  await page.getByRole('navigation').first().waitFor()
  await page.context().close()
})

test('signing out removes the stored answers and leads to sign-in', async () => {
  const page = await county.pageOf('farmer', { serviceWorkers: 'allow' })
  await page.goto('/me')
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.reload()
  await settled(page)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.reload()
  await settled(page)
  const kept = () => page.evaluate(async () => {
    const name = (await caches.keys()).find((one) => one.startsWith('cunkou-answers-'))
    return name ? (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname) : []
  })
  assert.ok((await kept()).includes('/api/me'), (await kept()).join())
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.waitForURL('**/sign-in')
  assert.deepEqual((await kept()).filter((one) => one !== '/api/about'), [])
  await page.goto('/')
  await page.waitForURL('**/sign-in')
  await page.context().close()
})

test('each role has its navigation tabs', async () => {
  for (const [who, words] of [['farmer', ['首页', '大棚', '告警', '我的']], ['secretary', ['村', '告警', '设备', '我的']]]) {
    const page = await county.pageOf(who)
    await page.goto('/')
    await settled(page)
    assert.deepEqual((await page.locator('.bottom-tabs a').allInnerTexts()).map((one) => one.replace(/[\d\s]/g, '')), words)
    await page.context().close()
  }
  const page = await county.pageOf('operator', { viewport: desktop })
  await page.goto('/')
  await settled(page)
  assert.equal(await page.locator('.bottom-tabs').isVisible(), false)
  for (const word of ['村', '告警', '设备', '农户', '人员', '地方', '通知渠道', '我的']) {
    await page.locator('.side-bar').getByRole('link', { name: word, exact: word === '村' || undefined }).first().waitFor()
  }
  await page.context().close()
})

test('a family member joins with a QR invitation', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/people')
  await page.getByRole('button', { name: '邀请' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('请谁').fill('示例家人')
  await sheet.getByRole('button', { name: '生成邀请' }).click()
  await sheet.getByRole('img', { name: '邀请的二维码' }).waitFor()
  const address = (await sheet.locator('code').innerText()).trim()
  await page.context().close()

  const guest = await county.page()
  await guest.goto(new URL(address).pathname)
  await guest.getByText('家人').first().waitFor()
  await guest.getByLabel('怎么称呼您').fill('示例家人')
  await guest.getByLabel('手机号').fill(`154${String(Date.now()).slice(-8)}`)
  await guest.getByLabel('密码').fill('river-lantern-52')
  await guest.getByRole('button', { name: '加入' }).click()
  await guest.locator('.greenhouse-card').first().waitFor()
  await guest.context().close()
})

test('an invalid invitation explains what to do', async () => {
  const page = await county.page()
  await page.goto('/invitation/NOSUCHCODE')
  assert.match(await page.getByRole('alert').innerText(), /[\u4e00-\u9fff]{4}/)
  await page.getByRole('link', { name: /登录/ }).waitFor()
  await page.context().close()
})

test('a new device shows its token and its first reading', async () => {
  const page = await county.pageOf('secretary')
  await page.goto('/devices/new')
  await page.getByLabel('设备名字').fill(`示例试验站 ${Date.now()}`)
  await page.getByRole('radio').last().check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByText('等第一条数据').waitFor()
  await page.getByRole('img', { name: '令牌的二维码' }).waitFor()
  const token = (await page.locator('.token-text').innerText()).trim()
  await fetch(new URL(`/api/v1/${token}/telemetry`, county.address), {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"air_temperature":21.5}',
  })
  await page.getByText('第一条数据到了').waitFor()
  await page.locator('.first-reading').getByText('21.5').waitFor()

  await page.getByRole('link', { name: '看这台设备' }).click()
  await page.getByRole('button', { name: '停用令牌' }).click()
  await page.locator('dialog').getByRole('button', { name: '停用令牌' }).click()
  await page.getByText('令牌已停，设备送不进数据').waitFor()
  await page.context().close()
})

test('a new greenhouse is created with its crop', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/devices/new')
  await page.getByRole('radio', { name: /^日光温室/ }).check()
  const called = `示例新棚 ${Date.now()}`
  await page.getByLabel('设备名字').fill(called)
  await page.getByLabel('种的什么').selectOption({ label: '番茄' })
  await page.getByLabel('长到哪一步').selectOption({ label: '开花期' })
  await page.getByLabel('定植日期').fill('2026-09-10')
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('link', { name: '看这个棚' }).click()
  await settled(page)
  await page.locator('header, .page-header').getByText(/番茄/).first().waitFor()
  const id = page.url().split('/').pop()
  const { crop, stage, planting } = await county.request(page, 'GET', `/api/greenhouses/${id}`)
  assert.deepEqual([crop, stage, planting.plantedAt.slice(0, 16)], ['tomato', 'flowering', '2026-09-09T16:00'])
  await county.request(page, 'DELETE', `/api/greenhouses/${id}`)
  await page.context().close()
})

test('a latitude without a longitude is refused under the missing field', async () => {
  const page = await county.pageOf('county')
  await page.goto('/places')
  await page.getByRole('button', { name: '添加' }).first().click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('区划代码').fill('610829999201')
  await sheet.getByLabel('名字').fill('示例缺经度村')
  await sheet.getByLabel('纬度').fill('37.5')
  await sheet.getByRole('button', { name: '保存' }).click()
  await sheet.getByText('经度和纬度要一起填').waitFor()
  assert.equal(await sheet.getByLabel('经度').getAttribute('aria-invalid'), 'true')
  await page.context().close()
})

test('readings are imported from a CSV file with a report', async () => {
  const page = await county.pageOf('secretary')
  const { devices } = await county.request(page, 'GET', '/api/devices')
  await page.goto(`/devices/${devices.at(-1).id}`)
  await settled(page)
  const minute = (ago) => new Date(Date.now() - 400 * 86_400_000 - ago).toISOString()
  const lines = ['stream,time,value', `air_temperature,${minute(0)},12.5`, `air_temperature,${minute(60_000)},NaN`]
  await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await page.getByText('导入完成').waitFor()
  await page.getByText(/收下1，重复0，更正0，拒收1/).waitFor()
  await page.context().close()
})

test('an import of places previews bad rows', async () => {
  const page = await county.pageOf('operator')
  await page.goto('/places')
  await page.getByRole('button', { name: '从表格导入' }).click()
  const lines = ['code,name,parent_code,latitude,longitude', '610829101299,示例新村,610829101000,37.5,110.7', '12,短代码,610829101000,,']
  await page.locator('input[type=file]').setInputFiles({ name: 'p.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await page.getByText('有问题的行').waitFor()
  await page.getByText('示例新村').waitFor()
  await page.context().close()
})

test('without a network the last answers are shown with their age, and refreshed when it is back', async () => {
  const proxy = await TcpProxy.to(county.address)
  const page = await county.pageOf('farmer', { serviceWorkers: 'allow', baseURL: proxy.address })
  await openUnderServiceWorker(page)
  const shown = await page.locator('.greenhouse-card h2 a').allInnerTexts()
  await proxy.cut()
  await page.getByText('连接已断开').waitFor()
  await page.reload()
  await page.getByText(/暂时连不上，这是.+看到的/).first().waitFor()
  assert.deepEqual(await page.locator('.greenhouse-card h2 a').allInnerTexts(), shown)
  await proxy.restore()
  await page.getByText(/暂时连不上/).first().waitFor({ state: 'detached', timeout: 45_000 })
  await page.getByText('连接已断开').waitFor({ state: 'detached', timeout: 45_000 })
  await page.context().close()
  await proxy.cut()
})

test('an unreachable server is reported with a retry button', async () => {
  const page = await county.pageOf('farmer')
  let asked = 0
  await page.route('**/api/greenhouses*', (route) => (++asked, route.abort()))
  await page.route('**/api/live*', (route) => route.abort()) // whose return would ask by itself
  await page.goto('/')
  await page.getByRole('alert').getByText(/连不上/).waitFor()
  const before = asked
  await page.getByRole('button', { name: '再试一次' }).click()
  await until('a retry', () => asked > before)
  await page.getByRole('alert').getByText(/连不上/).waitFor()
  await page.unroute('**/api/greenhouses*')
  await page.getByRole('button', { name: '再试一次' }).click()
  await page.locator('.greenhouse-card').first().waitFor()
  await page.context().close()
})

test('language and elder mode belong to the account', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/me')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Display' }).waitFor()
  await page.getByRole('switch', { name: 'Large text' }).click()
  await page.waitForFunction(() => document.documentElement.classList.contains('elder'))
  await page.goto('/')
  await page.getByRole('link', { name: 'Home' }).first().waitFor()
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '22px')
  await county.request(page, 'PATCH', '/api/me', { language: 'zh', elderMode: false })
  await page.context().close()
})

test('the app can be installed', async () => {
  const page = await county.page()
  await page.goto('/sign-in')
  const manifest = await (await fetch(new URL(await page.locator('link[rel=manifest]').getAttribute('href'), county.address))).json()
  assert.equal(manifest.display, 'standalone')
  for (const { src } of manifest.icons) assert.equal((await fetch(new URL(src, county.address))).status, 200, src)
  await page.context().close()
})
