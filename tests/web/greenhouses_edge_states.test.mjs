// Pages in unusual states: a device that is not connected, no crop, no rights, an unknown position, no network.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { until } from '../server.mjs'
import { County, TcpProxy, findings, openUnderServiceWorker, settled, withoutLive } from './county.mjs'

let county
let id

before(async () => {
  county = await County.open({ historyDays: 1 })
  id = await county.firstGreenhouse()
})
after(() => county.close())

// The server's answer for the greenhouse, modified by the test.
async function greenhouseAs(page, change) {
  await withoutLive(page)
  await page.route(`**/api/greenhouses/${id}`, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    change(body)
    await route.fulfill({ response: answer, json: body })
  })
  await page.goto(`/greenhouses/${id}`)
  await settled(page)
}

const freezing = (one) => {
  one.status = 'danger'
  one.reason = { code: 'air_cold_danger', params: { value: 4.5, threshold: 5 } }
  one.advice = [{ code: 'cold_close_vent', params: { low: 12, high: 17, temperature: 4.5 } }]
}

test('state, readings and vent buttons fit the first screen, in elder mode too', async () => {
  for (const elderMode of [false, true]) {
    const page = await county.pageOf('farmer', {}, { elderMode })
    await greenhouseAs(page, freezing)
    const bar = (await page.locator('.bottom-tabs').boundingBox()).y
    for (const part of ['.current-readings .status-badge', '.current-readings .figure >> nth=1', '#controls .actuator-buttons >> nth=0']) {
      const { y, height } = await page.locator(part).boundingBox()
      assert.ok(y + height <= bar, `${part} ends at ${y + height}, the bar begins at ${bar}, large letters: ${elderMode}`)
    }
    const curve = (await page.locator('#series-title').boundingBox()).y
    assert.ok(curve > (await page.locator('#controls').boundingBox()).y)
    assert.deepEqual(await findings(page), [])
    await page.context().close()
  }
})

test('a command for a device that is not connected is queued, shows its deadline and can be cancelled', async () => {
  const page = await county.pageOf('farmer')
  const now = Date.now()
  await greenhouseAs(page, (one) => {
    Object.assign(one.actuators[0], {
      connected: false,
      command: {
        id: 1, greenhouseId: id, actuator: one.actuators[0].name, action: 'open', position: null, state: 'requested',
        by: { person: '示例农户01', rule: null }, why: null, reason: null, requestedAt: new Date(now).toISOString(),
        expiresAt: new Date(now + 120_000).toISOString(), changes: [],
      },
    })
  })
  const vent = page.locator('#controls article').first()
  await vent.getByText('按了先等着，2分钟内连上就执行').waitFor()
  await vent.getByText(/等设备连上，还剩\d+(分钟|秒)；可以取消/).waitFor()
  await vent.getByText('已记下').waitFor()
  assert.equal(await vent.getByText('已发送').count(), 0)
  await vent.getByRole('button', { name: '取消这一步' }).waitFor()
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})

test('a recovering alarm is in the past tense and not red', async () => {
  const page = await county.pageOf('farmer')
  await withoutLive(page)
  await page.route(/\/api\/greenhouses(\/\d+)?$/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    freezing(body.greenhouses?.[0] ?? body)
    const one = body.greenhouses?.[0] ?? body
    one.reason.recovering = true
    one.latest.relative_humidity.at = new Date(Date.now() - 5 * 3_600_000).toISOString()
    one.latest.relative_humidity.late = true
    await route.fulfill({ response: answer, json: body })
  })
  for (const [path, place] of [['/', '.greenhouse-card >> nth=0'], [`/greenhouses/${id}`, '.current-readings']]) {
    await page.goto(path)
    await settled(page)
    const text = await page.locator(place).innerText()
    assert.match(text, /正在恢复/)
    assert.match(text, /刚才：棚温 4.5℃/)
    assert.doesNotMatch(text, /危险/)
    assert.equal(await page.locator(place).and(page.locator('.danger')).or(page.locator(place).locator('.danger')).count(), 0)
    assert.match(text, /湿度\s*\d+\s*%\s*(今早|上午|中午|下午|晚上|凌晨|昨天)/, 'a late figure shows its own age')
    assert.deepEqual(await findings(page), [])
  }
  await page.context().close()
})

test('a grey card gives no advice on the present and offers no command', async () => {
  const page = await county.pageOf('farmer')
  await withoutLive(page)
  await page.route(/\/api\/greenhouses(\/\d+)?$/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    const one = body.greenhouses?.[0] ?? body
    Object.assign(one, { status: 'normal', reason: null, alarm: null })
    one.advice = [{ code: 'hot_open_vent', params: { low: 20, high: 25, temperature: 25.4 } }]
    const at = new Date(Date.now() - 17 * 60_000).toISOString()
    for (const latest of [...Object.values(one.latest), ...(one.streams ?? []).flatMap((stream) => stream.latest ?? [])]) Object.assign(latest, { at, late: true })
    await route.fulfill({ response: answer, json: body })
  })
  for (const [path, place] of [['/', '.greenhouse-card >> nth=0'], [`/greenhouses/${id}`, '.current-readings']]) {
    await page.goto(path)
    await settled(page)
    const text = await page.locator(place).innerText()
    assert.match(text, /未更新/)
    assert.match(text, /数据旧了：1[67]分钟前/)
    assert.doesNotMatch(text, /现在.*℃|开风口/)
  }
  await page.context().close()
})

test('old readings without an alarm are not called a lost contact', async () => {
  const page = await county.pageOf('secretary')
  await withoutLive(page)
  await page.route(/\/api\/greenhouses\?/, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    Object.assign(body.greenhouses[0], { name: '旧数据棚', status: 'no_data', reason: null, alarm: null, advice: [] })
    await route.fulfill({ response: answer, json: body })
  })
  await page.goto('/village')
  await settled(page)
  await page.locator('.status-row', { hasText: '旧数据棚' }).getByText('未更新').waitFor()
  assert.equal(await page.locator('.greenhouse-tile', { hasText: '旧数据棚' }).getByText('失联').count(), 0)
  await page.context().close()
})

test('a page without permission says who has it', async () => {
  for (const [who, path, words] of [
    ['farmer', '/channels', /由村干部来设/], ['worker', '/people', /由户主和村里来办/], ['family', '/people', /由户主和村里来办/],
  ]) {
    const page = await county.pageOf(who)
    await page.goto(path)
    await settled(page)
    await page.locator('main').getByText(words).waitFor()
    assert.equal(await page.getByRole('button', { name: /添加|邀请/ }).count(), 0)
    assert.equal(await page.getByText('没找到').count(), 0)
    assert.deepEqual(await findings(page), [])
    await page.context().close()
  }
})

test('a farmer can add a device to the household, a worker cannot', async () => {
  const farmer = await county.pageOf('farmer')
  await farmer.goto('/devices/new')
  await settled(farmer)
  await farmer.getByLabel('哪一户的').waitFor()
  assert.ok(!(await farmer.getByLabel('哪一户的').innerText()).includes('村里公用'))
  const worker = await county.pageOf('worker')
  await worker.goto('/devices/new')
  await worker.locator('main').getByText('由户主、技术员或村里来办').waitFor()
  assert.equal(await worker.locator('form').count(), 0)
  assert.deepEqual(await findings(worker), [])
  await farmer.context().close()
  await worker.context().close()
})

test('without a network a greenhouse not opened before shows its card of the home page with its age', async () => {
  const proxy = await TcpProxy.to(county.address)
  const page = await county.pageOf('farmer', { baseURL: proxy.address, serviceWorkers: 'allow' })
  await openUnderServiceWorker(page)
  await proxy.cut()
  await page.goto(`/greenhouses/${id}`)
  await page.locator('.greenhouse-card .figure').first().waitFor()
  await page.getByText(/暂时连不上，这是.+看到的/).first().waitFor()
  assert.equal(await page.locator('.status-badge.normal').count(), 0)
  await page.locator('.connection-bar').getByText(/最后看到：(刚刚|\d+分钟前)/).waitFor()
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})

test('the label of a switch toggles it', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/me')
  await settled(page)
  const large = page.getByRole('switch', { name: '大字模式' })
  for (const on of [true, false]) {
    await page.getByText('大字模式', { exact: true }).click()
    await until(`the switch to be ${on}`, async () => (await large.isChecked()) === on)
  }
  await large.click()
  await page.waitForFunction(() => document.documentElement.classList.contains('elder'))
  await page.getByText('字大、按钮大').click()
  await page.waitForFunction(() => !document.documentElement.classList.contains('elder'))
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})

test('a greenhouse without a crop says which limits apply and links to the planting form', async () => {
  const page = await county.pageOf('farmer')
  const without = async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    Object.assign(body.greenhouses?.[0] ?? body, { crop: null, stage: null, planting: null })
    await route.fulfill({ response: answer, json: body })
  }
  await page.route(/\/api\/greenhouses(\/\d+)?$/, without)
  await page.goto('/')
  const card = page.locator('.greenhouse-card').filter({ hasText: '没填种的什么' })
  await card.getByRole('link', { name: '填上' }).click()
  await page.waitForURL(/#planting$/)
  await page.locator('.current-readings').getByText('偏冷、偏热、太干、太潮还不会提醒').waitFor()
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector('#planting h2').getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  })
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})

test('an unknown position shows no figure', async () => {
  const page = await county.pageOf('farmer')
  await greenhouseAs(page, (one) => {
    Object.assign(one.actuators[0], { position: null, moving: null, at: null })
  })
  const vent = page.locator('#controls article').first()
  await vent.getByText('位置不明').waitFor()
  assert.doesNotMatch(await vent.innerText(), /\d\s*%/)
  assert.equal(await vent.getByRole('slider').getAttribute('aria-valuetext'), '位置不明')
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})

test('English labels are capitalised and all quantity chips fit', async () => {
  const page = await county.pageOf('farmer', {}, { language: 'en' })
  await page.goto(`/greenhouses/${id}`)
  await settled(page)
  await page.locator('.series-canvas canvas').waitFor()
  for (const name of await page.locator('#controls h3').allInnerTexts()) assert.match(name, /^[A-Z]/)
  const chips = page.getByRole('group', { name: 'Quantity' }).getByRole('button')
  for (const chip of await chips.all()) {
    const { x, width } = await chip.boundingBox()
    assert.ok(x >= 0 && x + width <= 390, await chip.innerText())
  }
  assert.ok((await chips.allInnerTexts()).includes('Soil temperature'))
  const room = await page.evaluate(() => {
    const place = document.querySelector('.series-canvas')
    return place.getBoundingClientRect().right - place.querySelector('.u-over').getBoundingClientRect().right
  })
  assert.ok(room >= 25, `${room} px beside the plot for half of the last label`)
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})

test('a future planting date and quiet hours of no length are refused with a sentence', async () => {
  const page = await county.pageOf('farmer')
  await page.goto(`/greenhouses/${id}`)
  await settled(page)
  const form = page.locator('form').filter({ hasText: '种的什么' })
  await form.getByLabel('定植日期').fill(`${new Date().getUTCFullYear() + 4}-03-01`)
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('定植日期不能晚过今天').waitFor()
  await page.goto('/households')
  await settled(page)
  await page.getByRole('button', { name: /^改/ }).first().click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('从', { exact: true }).fill('23:00')
  await sheet.getByLabel('到', { exact: true }).fill('23:00')
  await sheet.getByRole('button', { name: '保存' }).click()
  await sheet.getByText('开始和结束不能是同一时刻').waitFor()
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})
