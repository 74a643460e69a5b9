// Every page: no console errors, no axe findings, no horizontal overflow; on phone and desktop, in Chinese and English, light
// and dark, and in elder mode.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { until } from '../server.mjs'
import { County, desktop, findings, phone, settled } from './county.mjs'

let county
let greenhouse
let device
let alarm
let ownGreenhouse

before(async () => {
  county = await County.open()
  const secretary = await county.pageOf('secretary')
  const { greenhouses } = await county.request(secretary, 'GET', '/api/greenhouses')
  greenhouse = greenhouses[0].id
  device = (await county.request(secretary, 'GET', '/api/devices')).devices[0].id
  const farmer = await county.pageOf('farmer')
  ownGreenhouse = (await county.request(farmer, 'GET', '/api/greenhouses')).greenhouses[0].id
  alarm = await raisedAlarm(farmer)
  for (const page of [secretary, farmer]) await page.context().close()
})
after(() => county.close())

// The id of an alarm that is raised whatever the weather of the sample county.
async function raisedAlarm(page) {
  await county.raiseDanger(page, ownGreenhouse)
  const found = await until('an alarm', async () =>
    (await county.request(page, 'GET', `/api/alarms?greenhouse=${ownGreenhouse}`)).alarms.find((one) => one.severity === 'danger'), 60_000)
  await county.clearDanger(page, ownGreenhouse)
  return found.id
}

const pathsOf = {
  farmer: () => ['/', `/greenhouses/${ownGreenhouse}`, '/alarms', '/devices', '/households', '/people', '/me'],
  secretary: () => ['/village', `/greenhouses/${greenhouse}`, '/alarms', `/alarms/${alarm}`, '/devices', '/devices/new',
    `/devices/${device}`, '/people', '/households', '/places', '/channels', '/me', '/no-such-page'],
  operator: () => ['/village', '/people', '/places', '/channels', '/me'],
}
// The problems of a page, one line each.
async function look(page, path) {
  await page.goto(path)
  await settled(page)
  const found = await findings(page)
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (width > 0) found.push(`${width} px too wide`)
  return found.map((one) => `${path} ${one}`)
}

// Presses Tab until the element has the focus.
async function tabTo(page, place) {
  for (let i = 0; i < 60; i++) {
    if (await place.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${place} was not reached by keyboard`)
}

const looks = [
  ['on a phone', { viewport: phone }, {}],
  ['on a phone, dark', { viewport: phone, colorScheme: 'dark' }, {}],
  ['on a desktop', { viewport: desktop }, {}],
  ['on a desktop, dark', { viewport: desktop, colorScheme: 'dark' }, {}],
  ['on a phone in English', { viewport: phone, locale: 'en-US' }, { language: 'en' }],
  ['on a small phone in elder mode', { viewport: { width: 360, height: 640 } }, { elderMode: true }],
]

for (const who of Object.keys(pathsOf)) {
  for (const [name, options, settings] of looks) {
    test(`the pages of the ${who} ${name}`, async () => {
      const page = await county.pageOf(who, options, settings)
      const found = []
      for (const path of pathsOf[who]()) found.push(...(await look(page, path)))
      assert.deepEqual([...found, ...page.consoleErrors], [])
      await page.context().close()
    })
  }
}

test('the pages without an account', async () => {
  for (const [, options] of looks) {
    const page = await county.page(options)
    const found = []
    for (const path of ['/sign-in', '/invitation/NOSUCHCODE']) found.push(...(await look(page, path)))
    assert.deepEqual(found, [])
    await page.context().close()
  }
})

test('in elder mode text has 18 px and targets have 60 px', async () => {
  const page = await county.pageOf('farmer', {}, { elderMode: true })
  for (const path of ['/', `/greenhouses/${ownGreenhouse}`, '/alarms', `/alarms/${alarm}`, '/households', '/devices', '/me']) {
    await page.goto(path)
    await settled(page)
    const small = await page.evaluate(() => {
      const seen = (element) => element.getClientRects().length > 0 && !element.closest('.visually-hidden, .skip')
      const words = [...document.querySelectorAll('body *')].filter((element) =>
        seen(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
      // A label is the target of its input, and a card that of its link.
      const tapped = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(seen)
        .filter((one) => !one.matches('.greenhouse-card h2 a')).map((one) => (one.matches('[type=checkbox], [type=radio]') ? one.closest('label') : one))
      return [
        ...words.filter((one) => parseFloat(getComputedStyle(one).fontSize) < 18).map((one) => `small: ${one.outerHTML.slice(0, 120)}`),
        ...tapped.filter((one) => one.getBoundingClientRect().height < 60 - 0.5)
          .map((one) => `${one.getBoundingClientRect().height} px: ${one.outerHTML.slice(0, 120)}`),
      ]
    })
    assert.deepEqual(small, [], path)
    assert.ok(await page.getByRole('button', { name: '念给我听' }).count() > 0 || !path.match(/^\/$|greenhouses/), `${path} can be read aloud`)
  }
  await page.context().close()
})

test('every link and button can be reached by keyboard', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/')
  await settled(page)
  await page.keyboard.press('Tab')
  assert.match(await page.evaluate(() => document.activeElement.textContent), /跳到正文/)
  const reached = new Set()
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    reached.add(await page.evaluate(() => document.activeElement.getAttribute('href') ?? document.activeElement.textContent.trim()))
  }
  for (const path of [`/greenhouses/${ownGreenhouse}`, '/', '/alarms', '/me']) assert.ok(reached.has(path), `${path} in ${[...reached]}`)
  await page.goto('/')
  await settled(page)
  await page.locator(`a[href="/greenhouses/${ownGreenhouse}"]`).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/greenhouses/*')
  await page.context().close()
})

test('a switch can be toggled by keyboard and shows the saved value', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/me')
  await settled(page)
  const large = page.getByRole('switch', { name: '大字模式' })
  await tabTo(page, large)
  for (const on of [true, false]) {
    const saved = page.waitForResponse((one) => one.request().method() === 'PATCH')
    await page.keyboard.press('Space')
    assert.equal((await saved).request().postDataJSON().elderMode, on)
    await until(`the switch to be ${on}`, async () => (await large.isChecked()) === on)
    assert.equal(await large.evaluate((one) => one === document.activeElement), true)
  }
  await page.route('**/api/me', (route) => route.abort())
  await page.keyboard.press('Space')
  await page.getByRole('alert').getByText(/连不上/).waitFor()
  assert.equal(await large.isChecked(), false)
  await page.context().close()
})

test('the 24 greenhouses of a village fit one screen of a phone', async () => {
  const page = await county.pageOf('secretary')
  await page.goto('/village')
  await page.locator('.greenhouse-tile').nth(23).waitFor()
  const tabs = await page.locator('.bottom-tabs').boundingBox()
  for (const tile of await page.locator('.greenhouse-tile').all()) {
    const box = await tile.boundingBox()
    assert.ok(box.y >= 0 && box.y + box.height <= tabs.y, JSON.stringify(box))
  }
  await page.context().close()
})
