// Every page as a person finds it: no complaint in the console, nothing that axe objects to, nothing cut off at the side;
// on a phone and at a desk, in Chinese and English, by day and by night, and in large text.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { County, desktop, findings, phone, settled } from './county.mjs'

let county
let greenhouse
let device
let alarm

before(async () => {
  county = await County.open()
  const page = await county.pageOf('secretary')
  const { greenhouses } = await county.ask(page, 'GET', '/api/greenhouses')
  greenhouse = greenhouses[0].id
  device = (await county.ask(page, 'GET', '/api/devices')).devices[0].id
  alarm = (await county.ask(page, 'GET', '/api/alarms?state=all')).alarms[0]?.id
  await page.context().close()
})
after(() => county.close())

const pathsOf = {
  farmer: () => ['/', `/greenhouses/${ownGreenhouse}`, '/alarms', '/devices', '/households', '/people', '/me'],
  secretary: () => ['/village', `/greenhouses/${greenhouse}`, '/alarms', ...(alarm ? [`/alarms/${alarm}`] : []), '/devices', '/devices/new',
    `/devices/${device}`, '/people', '/households', '/places', '/channels', '/me', '/no-such-page'],
  operator: () => ['/village', '/people', '/places', '/channels', '/me'],
}
let ownGreenhouse

// What is wrong with a page, one line for each thing.
async function look(page, path) {
  await page.goto(path)
  await settled(page)
  const found = await findings(page)
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (width > 0) found.push(`${width} px too wide`)
  return found.map((one) => `${path} ${one}`)
}

const looks = [
  ['on a phone', { viewport: phone }, {}],
  ['on a phone at night', { viewport: phone, colorScheme: 'dark' }, {}],
  ['at a desk', { viewport: desktop }, {}],
  ['at a desk at night', { viewport: desktop, colorScheme: 'dark' }, {}],
  ['on a phone in English', { viewport: phone, locale: 'en-US' }, { language: 'en' }],
  ['on a small phone in large text', { viewport: { width: 360, height: 640 } }, { elderMode: true }],
]

for (const who of Object.keys(pathsOf)) {
  for (const [name, options, settings] of looks) {
    test(`the pages of the ${who} ${name}`, async () => {
      const page = await county.pageOf(who, options, settings)
      if (who === 'farmer') ownGreenhouse = (await county.ask(page, 'GET', '/api/greenhouses')).greenhouses[0].id
      const found = []
      for (const path of pathsOf[who]()) found.push(...(await look(page, path)))
      assert.deepEqual([...found, ...page.complaints], [])
      await page.context().close()
    })
  }
}

test('the doors', async () => {
  for (const [, options] of looks) {
    const page = await county.page(options)
    const found = []
    for (const path of ['/sign-in', '/invitation/NOSUCHCODE']) found.push(...(await look(page, path)))
    assert.deepEqual(found, [])
    await page.context().close()
  }
})

test('in large text every word has 18 px and what one taps 60', async () => {
  const page = await county.pageOf('farmer', {}, { elderMode: true })
  for (const path of ['/', `/greenhouses/${ownGreenhouse}`, '/me']) {
    await page.goto(path)
    await settled(page)
    const small = await page.evaluate(() => {
      const seen = (element) => element.getClientRects().length > 0 && !element.closest('.unseen, .skip')
      const words = [...document.querySelectorAll('body *')].filter((element) =>
        seen(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
      const buttons = [...document.querySelectorAll('button, .bottom-tabs a, select')].filter(seen)
      return [
        ...words.filter((one) => parseFloat(getComputedStyle(one).fontSize) < 18).map((one) => `small: ${one.outerHTML.slice(0, 120)}`),
        ...buttons.filter((one) => one.getBoundingClientRect().height < (one.matches('.van-switch') ? 38 : 60) - 0.5)
          .map((one) => `${one.getBoundingClientRect().height} px: ${one.outerHTML.slice(0, 120)}`),
      ]
    })
    assert.deepEqual(small, [], path)
    assert.ok(await page.getByRole('button', { name: '念给我听' }).count() > 0 || path === '/me', `${path} can be read aloud`)
  }
  await page.context().close()
})

test('everything can be reached by keyboard, and what has the focus shows it', async () => {
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

test('the 24 greenhouses of the village fit one screen of a phone', async () => {
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
