// Slow, failed and refused requests on every page; chunks that do not load; sheets by keyboard; print.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { until } from '../server.mjs'
import { County, desktop, findings, settled } from './county.mjs'

let county
let greenhouse
let device

before(async () => {
  county = await County.open({ historyDays: 1 })
  const page = await county.pageOf('operator')
  greenhouse = (await county.request(page, 'GET', '/api/greenhouses')).greenhouses[0].id
  device = (await county.request(page, 'GET', '/api/devices')).devices[0].id
  await page.context().close()
})
after(() => county.close())

const paths = () => ['/village', `/greenhouses/${greenhouse}`, '/alarms', '/alarms/1', '/devices', '/devices/new', `/devices/${device}`,
  '/people', '/households', '/places', '/channels']
const questions = /\/api\/(?!me$|session|live|about|openapi)/

test('every page reports a failed request and retries', { timeout: 120_000 }, async () => {
  const page = await county.pageOf('secretary')
  for (const path of paths()) {
    await page.route(questions, (route) => route.abort())
    await page.goto(path)
    await page.getByRole('alert').getByText(/连不上/).first().waitFor()
    assert.deepEqual(await findings(page), [], path)
    await page.unroute(questions)
    if (path === '/alarms/1') continue
    const retries = page.getByRole('button', { name: '再试一次' })
    await until(`${path} after trying again`, async () => {
      await retries.first().click({ timeout: 1000 }).catch(() => undefined)
      return await page.getByText(/连不上/).count() === 0
    })
  }
  await page.context().close()
})

test('a place picker that failed to load can retry', async () => {
  const page = await county.pageOf('operator')
  await page.route('**/api/places', (route) => route.abort())
  await page.goto('/households')
  await page.getByRole('button', { name: '添加农户' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('alert').getByText(/连不上/).waitFor()
  await page.unroute('**/api/places')
  await sheet.getByRole('button', { name: '再试一次' }).click()
  await sheet.getByRole('option', { name: '李家河村', exact: true }).waitFor({ state: 'attached' })
  await page.context().close()
})

test('every page shows a skeleton while loading', { timeout: 120_000 }, async () => {
  const page = await county.pageOf('secretary')
  for (const path of paths()) {
    const held = []
    await page.route(questions, (route) => held.push(route))
    await page.goto(path)
    await page.locator('[aria-busy=true] .skeleton').first().waitFor()
    await Promise.all(held.map((route) => route.abort()))
    await page.unroute(questions)
  }
  await page.context().close()
})

test('a slow page shows progress, a page that does not load shows an error', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/')
  await settled(page)
  let held
  await page.route('**/assets/AlarmsPage-*', (route) => { held = route })
  await page.locator('.bottom-tabs').getByRole('link', { name: /告警/ }).click()
  await page.locator('.navigation-progress').waitFor()
  await held.abort()
  await page.getByText(/连不上服务器/).waitFor()
  await page.locator('.navigation-progress').waitFor({ state: 'detached' })
  await page.context().close()
})

// Many browsers remember for the life of the page that a module did not load.
async function refusedUntilNewPage(page, assets) {
  let isRefused = true
  page.on('request', (request) => { if (request.isNavigationRequest()) isRefused = false })
  await page.route(assets, (route) => isRefused ? route.abort() : route.continue())
}

test('a page whose messages do not load shows an error, and opens at the next tap', async () => {
  const page = await county.pageOf('secretary')
  await page.goto('/village')
  await settled(page)
  await refusedUntilNewPage(page, '**/assets/devices.zh-*')
  const devices = page.locator('.bottom-tabs').getByRole('link', { name: '设备' })
  await devices.click()
  await page.getByText(/连不上服务器/).waitFor()
  assert.equal(new URL(page.url()).pathname, '/village')
  await devices.click()
  await page.locator('.device-row').first().waitFor()
  assert.equal(new URL(page.url()).pathname, '/devices')
  await page.context().close()
})

test('a language whose messages do not load shows an error, and is there at the next tap', async () => {
  const page = await county.page()
  await page.goto('/sign-in')
  await refusedUntilNewPage(page, '**/assets/shell.en-*')
  const english = page.getByRole('button', { name: 'English' })
  await english.click()
  await page.getByRole('alert').getByText(/连不上/).waitFor()
  await english.click()
  await page.getByLabel('Phone number').waitFor()
  await page.context().close()
})

test('a skeleton keeps the chart’s place while it loads', async () => {
  const page = await county.pageOf('farmer')
  let held
  await page.route('**/assets/SeriesChart-*.js', (route) => { held = route })
  const id = (await county.request(page, 'GET', '/api/greenhouses')).greenhouses[0].id
  await page.goto(`/greenhouses/${id}`)
  await page.locator('.current-readings').waitFor()
  assert.equal(await page.locator('.skeleton').count() > 0, true)
  await held.continue()
  await page.locator('.series-canvas canvas').waitFor()
  await page.context().close()
})

test('an alarm that could not be stored is shown and cannot be acknowledged', async () => {
  const page = await county.pageOf('farmer')
  await page.route(/\/api\/greenhouses(\/\d+)?$/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    const card = body.greenhouses?.[0] ?? body
    card.status = 'danger'
    card.reason = { code: 'air_freezing', params: { value: -1.5, threshold: 0 } }
    card.alarm = { id: 0, code: 'air_freezing', severity: 'danger', raisedAt: new Date().toISOString(), acknowledged: false }
    await route.fulfill({ response: answer, json: body })
  })
  await page.goto('/')
  const card = page.locator('.greenhouse-card.danger')
  await card.getByText('没能记下这条告警').waitFor()
  assert.equal(await card.getByRole('button', { name: '我知道了' }).count(), 0)
  await card.getByRole('link').first().click()
  await page.locator('.current-readings').getByText('没能记下这条告警').waitFor()
  await page.context().close()
})

test('a person without the right is not offered to acknowledge an alarm', { timeout: 90_000 }, async () => {
  const farmer = await county.pageOf('farmer')
  const own = (await county.request(farmer, 'GET', '/api/greenhouses')).greenhouses[0].id
  const banner = farmer.locator('.alarm-banner')
  await farmer.goto('/')
  await settled(farmer)
  await county.raiseDanger(farmer, own)
  await banner.waitFor({ timeout: 60_000 })
  await banner.getByRole('button', { name: '我知道了' }).waitFor()
  const { id } = (await county.request(farmer, 'GET', '/api/alarms')).alarms[0]
  const operator = await county.pageOf('operator')
  await operator.goto(`/alarms/${id}`)
  await settled(operator)
  assert.equal(await operator.getByRole('button', { name: '我知道了' }).count(), 0)
  await county.clearDanger(farmer, own)
  await farmer.context().close()
  await operator.context().close()
})

test('a sheet traps the focus, closes with Esc and restores the focus', async () => {
  const page = await county.pageOf('operator', { viewport: desktop })
  await page.goto('/places')
  await settled(page)
  const opener = page.getByRole('button', { name: '添加地方' })
  await opener.focus()
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog')
  await sheet.waitFor()
  assert.deepEqual(await findings(page), [])
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    const where = await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null)
    assert.ok(where, 'the focus left the sheet')
  }
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  assert.equal(await opener.evaluate((one) => one === document.activeElement), true)
  await page.context().close()
})

test('a printed page has its content and no controls', async () => {
  const page = await county.pageOf('secretary', { viewport: desktop })
  await page.goto(`/greenhouses/${greenhouse}`)
  await settled(page)
  await page.emulateMedia({ media: 'print' })
  for (const part of ['.side-bar', '.bottom-tabs', 'main .chips', 'main a.button']) {
    for (const one of await page.locator(part).all()) assert.equal(await one.isVisible(), false, part)
  }
  assert.equal(await page.locator('.current-readings').isVisible(), true)
  await page.context().close()
})
