// A household's greenhouses: live readings, chart, vent commands, own limits, planting and an alarm.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { until } from '../server.mjs'
import { County, findings, phone, settled } from './county.mjs'

let county
let page
let id

before(async () => {
  county = await County.open()
  page = await county.pageOf('farmer', { hasTouch: true })
  id = (await cards())[0].id
})
after(() => county.close())

const cards = async () => (await county.request(page, 'GET', '/api/greenhouses')).greenhouses
const detail = () => county.request(page, 'GET', `/api/greenhouses/${id}`)

async function visit(path) {
  await page.goto(path)
  await settled(page)
}

test('the home page shows each greenhouse with its state, readings, last day and age', async () => {
  await visit('/')
  await page.locator('h1').getByText(/棚/).waitFor()
  const seen = await page.locator('.greenhouse-card').count()
  assert.equal(seen, (await cards()).length)
  for (const card of await page.locator('.greenhouse-card').all()) {
    const text = await card.innerText()
    assert.match(text, /正常|留意|危险|失联|正在恢复|未更新/)
    assert.match(text, /棚温\s*-?[\d.]+\s*℃/)
    assert.match(text, /湿度\s*\d+\s*%/)
    assert.match(text, /刚刚|分钟前|[早午晚晨上]\d/)
    assert.equal(await card.locator('svg.sparkline path').count() > 0, true)
  }
})

test('greenhouses are sorted worst first', async () => {
  await visit('/')
  const states = await page.locator('.greenhouse-card .status-badge').allInnerTexts()
  assert.equal(states.length, (await cards()).length)
  // A recovering greenhouse is sorted by its alarm.
  const weight = { 危险: 0, 失联: 1, 留意: 2, 正在恢复: null, 未更新: null, 正常: 3 }
  for (const state of states) assert.ok(state.trim() in weight, state)
  const weights = states.map((one) => weight[one.trim()]).filter((one) => one !== null)
  assert.deepEqual(weights, [...weights].sort((a, b) => a - b))
})

test('a new reading updates the page', async () => {
  await visit('/')
  const figures = page.locator('.greenhouse-card .figure')
  const at = (await figures.allInnerTexts()).join()
  await until('a new figure', async () => (await figures.allInnerTexts()).join() !== at, 60_000)
})

test('the chart’s summary equals that of the measurements', async () => {
  const answer = page.waitForResponse((one) => one.url().includes('/series?'))
  await visit(`/greenhouses/${id}`)
  const { series } = await (await answer).json()
  await page.locator('.series-canvas canvas').waitFor()
  const { min, max, mean, count } = series[0].summary
  const text = await page.locator('.series-summary').innerText()
  for (const wanted of [min, max, mean]) assert.ok(text.includes(`${wanted.toFixed(1)}℃`), `${wanted} in ${text}`)
  assert.ok(text.includes(count.toLocaleString('en-US')), text)
})

test('one finger moves the chart’s cursor, two fingers zoom', async () => {
  await visit(`/greenhouses/${id}`)
  const over = page.locator('.series-canvas .u-over')
  await over.waitFor()
  await over.scrollIntoViewIfNeeded()
  const box = await over.boundingBox()
  const touch = await page.context().newCDPSession(page)
  const points = (...xs) => xs.map((x, at) => ({ x: box.x + x * box.width, y: box.y + 100, id: at }))
  const send = (type, ...xs) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: points(...xs) })
  await send('touchStart', 0.5)
  await send('touchMove', 0.55)
  await page.locator('.series-cursor').getByText(/\d+月\d+日 \d+:\d\d/).waitFor()
  await send('touchEnd')
  const asked = page.waitForRequest((one) => one.url().includes('/series?'))
  await send('touchStart', 0.4, 0.6)
  await send('touchMove', 0.3, 0.7)
  await send('touchMove', 0.2, 0.8)
  await send('touchEnd')
  const search = new URL((await asked).url()).searchParams
  const hours = (Date.parse(search.get('to')) - Date.parse(search.get('from'))) / 3_600_000
  assert.ok(hours > 4 && hours < 12, `${hours} h after zooming in from 24`)
})

test('the chart shows a week, a month and a season', async () => {
  await visit(`/greenhouses/${id}`)
  await page.locator('.series-canvas canvas').waitFor()
  for (const [name, days] of [['周', 7], ['月', 30], ['季', 90], ['日', 1]]) {
    const asked = page.waitForResponse((one) => one.url().includes('/series?'))
    await page.getByRole('button', { name, exact: true }).click()
    const search = new URL((await asked).url()).searchParams
    assert.equal((Date.parse(search.get('to')) - Date.parse(search.get('from'))) / 86_400_000, days)
    await page.locator('.series-canvas canvas').waitFor()
  }
})

test('the chart has a table', async () => {
  await visit(`/greenhouses/${id}`)
  await page.getByText('用表格看').click()
  await page.locator('.series-table tbody tr').nth(10).waitFor()
})

test('a vent command shows each step until it is done', { timeout: 300_000 }, async () => {
  const order = async (button, last) => {
    await page.getByRole('button', { name: button }).click()
    const life = page.locator('#controls article').first().locator('.command-timeline')
    await life.getByText('已发送').waitFor()
    await life.locator('.passed').getByText(last).waitFor({ timeout: 70_000 })
    return life.innerText()
  }
  await visit(`/greenhouses/${id}`)
  if ((await detail()).actuators[0].position !== 0) await order('关上通风口', '已关上')
  // A rule of the sample county may move the vent meanwhile, by its weather: then once more.
  const steps = await order('打开通风口', '已打开').catch(() => order('打开通风口', '已打开'))
  assert.match(steps, /已发送\s*棚里已收到\s*已打开/)
  await until('the final position', async () => (await detail()).actuators.find((one) => one.kind === 'vent').position === 100)
})

test('an adjusted threshold can be undone', async () => {
  await visit(`/greenhouses/${id}`)
  const rows = page.locator('button.rule-row').filter({ hasText: '棚里偏冷' })
  if ((await rows.count()) === 0) await page.getByRole('button', { name: /^全部\d+条$/ }).click()
  await rows.first().click()
  const sheet = page.getByRole('dialog')
  const field = sheet.getByLabel(/到多少提醒/)
  const before_ = await field.inputValue()
  const own = String(Number(before_) + 0.5)
  await field.fill(own)
  await sheet.getByRole('button', { name: '保存' }).click()
  await page.getByText('已改：棚里偏冷').waitFor()
  await rows.first().getByText('自家设的').waitFor()
  const rule = async () => (await county.request(page, 'GET', `/api/greenhouses/${id}/rules`)).rules.find((one) => one.code === 'air_cold')
  assert.equal((await rule()).threshold, Number(own))
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText('已恢复原样').waitFor()
  assert.equal((await rule()).threshold, Number(before_))
  assert.equal((await rule()).adjusted, false)
})

test('an invalid threshold is refused with a sentence', async () => {
  await visit(`/greenhouses/${id}`)
  const rows = page.locator('button.rule-row').filter({ hasText: '棚里偏冷' })
  if ((await rows.count()) === 0) await page.getByRole('button', { name: /^全部\d+条$/ }).click()
  await rows.first().click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel(/回到多少算好/).fill('-30')
  await sheet.getByRole('button', { name: '保存' }).click()
  assert.match(await sheet.locator('[role=alert], .reason').first().innerText(), /[\u4e00-\u9fff]{4}/)
})

test('removing the crop can be undone with its planting date', async () => {
  const before_ = (await detail()).planting
  assert.ok(before_.plantedAt)
  await visit(`/greenhouses/${id}`)
  await page.getByLabel('种的什么').selectOption({ label: '没种' })
  await page.locator('form').filter({ hasText: '种的什么' }).getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存').waitFor()
  assert.equal((await detail()).planting, null)
  assert.equal(await page.getByLabel('定植日期').count(), 0)
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByLabel('定植日期').waitFor()
  assert.deepEqual((await detail()).planting, before_)
})

test('saving another crop shows its limits', async () => {
  await visit(`/greenhouses/${id}`)
  const { crop } = await detail()
  const limits = page.locator('section[aria-labelledby=rules-title]')
  const expand = limits.getByRole('button', { name: /^全部\d+条$/ })
  await limits.locator('.rule-row').first().waitFor()
  if (await expand.count() > 0) await expand.click()
  const rules = async () => (await limits.locator('.rule-row').allInnerTexts()).join()
  const before_ = await rules()
  await page.getByLabel('种的什么').selectOption(crop === 'strawberry' ? 'cucumber' : 'strawberry')
  await page.locator('form').filter({ hasText: '种的什么' }).getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存').waitFor()
  await until('other limits', async () => (await rules()) !== before_)
  await page.getByRole('button', { name: '撤销' }).click()
  await until('the previous limits', async () => (await rules()) === before_)
})

test('an alarm shows a banner, is acknowledged once, and names who acknowledged it', { timeout: 120_000 }, async () => {
  await visit('/')
  await county.raiseDanger(page, id)
  try {
    const banner = page.locator('.alarm-banner')
    await banner.waitFor({ timeout: 60_000 })
    assert.match(await banner.innerText(), /危险/)
    await banner.getByRole('button', { name: '我知道了' }).click()
    await banner.waitFor({ state: 'detached' })
    await visit('/alarms')
    const row = page.locator('.alarm-row').filter({ hasText: '危险' }).first()
    await row.getByText(/已知道/).waitFor()
    await row.click()
    await page.getByText('告诉了谁').waitFor()
    await page.getByText('当时看到的').waitFor()
    assert.deepEqual(await findings(page), [])
    await visit('/')
    await page.locator('.greenhouse-card.danger').waitFor()
  } finally {
    await county.clearDanger(page, id)
  }
})

test('the first load of the home page is under 105 KB and without the chart', async () => {
  const fresh = await county.pageOf('farmer', { viewport: phone })
  const network = await fresh.context().newCDPSession(fresh)
  await network.send('Network.enable')
  let bytes = 0
  const files = []
  const urls = new Map()
  network.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url))
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId) ?? ''
    if (!/\/api\/|\.png|manifest/.test(url)) bytes += encodedDataLength
    files.push(url)
  })
  await fresh.goto('/')
  await settled(fresh)
  assert.ok(bytes > 20_000 && bytes < 105 * 1024, `${bytes} bytes: ${files.join(' ')}`)
  assert.ok(!files.some((one) => one.includes('Series')), files.join(' '))
  await fresh.context().close()
})
