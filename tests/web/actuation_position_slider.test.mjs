// The slider of a vent, by touch and keyboard: it sends the selected position once, and shows nothing that was not sent.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { until } from '../server.mjs'
import { County, findings, settled } from './county.mjs'

let county
let id

before(async () => {
  county = await County.open({ historyDays: 1 })
  id = await county.firstGreenhouse()
})
after(() => county.close())

const isCommand = (request) => request.method() === 'POST' && request.url().endsWith('/commands')

// The page of a greenhouse whose vent is at 30%, and the commands that it sends.
async function vent(options = {}, answer = (route) => route.continue()) {
  const page = await county.pageOf('farmer', options)
  await page.route('**/api/live', () => undefined)
  await page.route(`**/api/greenhouses/${id}`, async (route) => {
    const response = await route.fetch()
    const body = await response.json()
    Object.assign(body.actuators[0], { position: 30, moving: null, command: null, connected: true })
    await route.fulfill({ response, json: body })
  })
  const asked = []
  await page.route(`**/api/greenhouses/${id}/commands`, (route) => {
    asked.push(route.request().postDataJSON())
    return answer(route)
  })
  await page.goto(`/greenhouses/${id}`)
  await settled(page)
  const place = page.locator('#controls article').first()
  return { page, asked, place, slider: place.getByRole('slider') }
}

const refused = (route) => route.fulfill({
  status: 409, contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409, code: 'conflict', detail: '现场开关在手动' }),
})

test('arrow keys select without sending, Enter sends once', async () => {
  const { page, asked, place, slider } = await vent()
  await slider.focus()
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight')
  await place.getByRole('button', { name: '开到80%' }).waitFor()
  assert.equal(await slider.inputValue(), '80')
  assert.deepEqual(asked, [])
  assert.deepEqual(await findings(page), [])
  const sent = page.waitForRequest(isCommand)
  await page.keyboard.press('Enter')
  await sent
  await place.locator('.command-timeline').waitFor()
  await place.getByRole('button', { name: /^开到/ }).waitFor({ state: 'detached' })
  assert.deepEqual(asked.map(({ action, position }) => [action, position]), [['set', 80]])
  assert.equal(await slider.inputValue(), '80')
  await page.context().close()
})

test('a refused position does not stay on the slider', async () => {
  const { page, asked, place, slider } = await vent({}, refused)
  await slider.fill('50')
  await place.getByRole('button', { name: '开到50%' }).click()
  await place.getByRole('alert').getByText('现场开关在手动').waitFor()
  assert.equal(asked.length, 1)
  await until('the slider to be reset', async () => (await slider.inputValue()) === '30')
  assert.match(await place.locator('output').innerText(), /30%/)
  assert.equal(await place.getByRole('button', { name: /^开到/ }).count(), 0)
  await page.context().close()
})

test('a selection can be cancelled', async () => {
  const { page, asked, place, slider } = await vent()
  await slider.fill('50')
  await place.getByRole('button', { name: '先不' }).click()
  await until('the slider to be reset', async () => (await slider.inputValue()) === '30')
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await until('the slider to be reset', async () => (await slider.inputValue()) === '30')
  assert.deepEqual(asked, [])
  await page.context().close()
})

test('a touch that becomes a scroll resets the slider', async () => {
  const { page, asked, place, slider } = await vent({ hasTouch: true })
  await slider.scrollIntoViewIfNeeded()
  const box = await slider.boundingBox()
  const touch = await page.context().newCDPSession(page)
  const send = (type, ...points) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  const at = (part) => ({ x: box.x + part * box.width, y: box.y + box.height / 2 })
  await send('touchStart', at(0.3))
  await send('touchMove', at(0.6))
  await place.getByRole('button', { name: '开到60%' }).waitFor()
  await send('touchCancel')
  await until('the slider to be reset', async () => (await slider.inputValue()) === '30')
  assert.equal(await place.getByRole('button', { name: /^开到/ }).count(), 0)
  assert.deepEqual(asked, [])
  await page.context().close()
})
