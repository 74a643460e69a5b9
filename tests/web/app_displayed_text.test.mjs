// The text of pages: correct in unusual states, not repeated, and understandable.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { County, TcpProxy, desktop, findings, openUnderServiceWorker, settled, withoutLive } from './county.mjs'

let county
let id

before(async () => {
  county = await County.open({ historyDays: 1 })
  id = await county.firstGreenhouse()
})
after(() => county.close())

// The server's answer, modified by the test.
async function answerAs(page, path, change) {
  await page.route(path, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    change(body)
    await route.fulfill({ response: answer, json: body })
  })
}

async function open(page, path) {
  await page.goto(path)
  await settled(page)
}

test('a recovering alarm shows no start time', async () => {
  const page = await county.pageOf('farmer')
  await withoutLive(page)
  await answerAs(page, `**/api/greenhouses/${id}`, (one) => {
    one.status = 'watch'
    one.statusSince = new Date(Date.now() - 18 * 60_000).toISOString()
    one.reason = { code: 'air_hot', params: { value: 31, threshold: 30 }, recovering: true }
  })
  await open(page, `/greenhouses/${id}`)
  const now = page.locator('.current-readings')
  await now.getByText('正在恢复').waitFor()
  assert.doesNotMatch(await now.textContent(), /开始/)
  await page.context().close()
})

test('the rules of a normal greenhouse are not red', async () => {
  const page = await county.pageOf('farmer')
  await open(page, `/greenhouses/${id}`)
  const rules = page.locator('section[aria-labelledby="rules-title"]')
  await rules.getByText('危险').first().waitFor()
  assert.equal(await rules.locator('.status-badge').count(), 0)
  await page.context().close()
})

test('a stream of text shows the count of its readings and no figure', async () => {
  const page = await county.pageOf('secretary')
  await withoutLive(page)
  const device = (await county.request(page, 'GET', '/api/devices')).devices[0].id
  await answerAs(page, `**/api/devices/${device}`, (one) => {
    one.streams[0].latest = null
    one.streams[0].count = 1
    one.counts = { added: 0, equal: 0, replaced: 0, refused: 0 }
  })
  await open(page, `/devices/${device}`)
  const first = page.locator('section[aria-labelledby="streams-title"] li').first()
  assert.match(await first.textContent(), /1条/)
  assert.doesNotMatch(await first.textContent(), /还没有数据|·/)
  assert.equal(await page.getByText('收下').count(), 0, 'no count of stored readings above a stored reading')
  await page.context().close()
})

test('the example of an import file can be imported as it is', async () => {
  const page = await county.pageOf('secretary')
  const device = (await county.request(page, 'GET', '/api/devices')).devices[0].id
  await open(page, `/devices/${device}`)
  const part = page.locator('section[aria-labelledby="import-title"]')
  const example = await part.locator('.import-example').textContent()
  await part.locator('input[type=file]').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from(example) })
  await part.getByText('导入完成').waitFor()
  assert.match(await part.getByRole('status').textContent(), /拒收0$/)
  const bad = example.replace('12.9', 'warm')
  await part.locator('input[type=file]').setInputFiles({ name: 'y.csv', mimeType: 'text/csv', buffer: Buffer.from(bad) })
  await part.getByText('为什么拒收').click()
  await part.getByText('第3行').waitFor()
  await page.context().close()
})

test('a failed channel test stays on its row with the technical reason', async () => {
  const page = await county.pageOf('secretary')
  const place = (await county.request(page, 'GET', '/api/me')).placeCode
  const name = '测试渠道'
  await county.request(page, 'POST', `/api/places/${place}/channels`, { kind: 'webhook', name, target: 'https://example.invalid/x' })
  await page.route('**/api/channels/*/trial', (route) => route.fulfill({ json: { ok: false, error: 'Could not resolve host' } }))
  await open(page, '/channels')
  const row = page.locator('.channel-row', { hasText: name })
  await row.getByRole('button', { name: '试一下' }).click()
  await row.getByText('没送出去', { exact: true }).waitFor()
  await row.getByText('Could not resolve host', { exact: true }).waitFor()
  assert.equal(await page.locator('.toast').count(), 0)
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})

test('an invalid field shows its reason once, capitalised in English', async () => {
  for (const [language, wrong] of [['zh', '原密码不对'], ['en', null]]) {
    const page = await county.pageOf('farmer', {}, { language })
    await open(page, '/me')
    await page.locator('details.card > summary').click()
    await page.locator('input[name=old]').fill('not-this-one-77')
    await page.locator('input[name=new]').fill('lantern-river-42')
    await page.locator('details.card button[type=submit]').click()
    const reason = page.locator('.field .reason')
    await reason.waitFor()
    const text = await reason.textContent()
    if (wrong) assert.match(text, new RegExp(wrong))
    assert.equal(text[0], text[0].toUpperCase())
    assert.equal(await page.getByText(text, { exact: true }).count(), 1)
    assert.deepEqual(await findings(page), [])
    await page.context().close()
  }
})

test('a session of an unknown browser has a label', async () => {
  const page = await county.pageOf('farmer')
  await answerAs(page, '**/api/*/sessions', (answer) => answer.sessions?.forEach((one) => (one.device = '')))
  await open(page, '/me')
  await page.getByText('未知设备').first().waitFor()
  await page.context().close()
})

test('a printed invitation names the inviter, the place and the expiry', async () => {
  const page = await county.pageOf('secretary')
  await open(page, '/people')
  await page.getByRole('button', { name: '邀请', exact: true }).first().click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('哪一户').selectOption({ label: '大棚户01' })
  await sheet.getByRole('button', { name: '生成邀请' }).click()
  await sheet.getByRole('img', { name: '邀请的二维码' }).waitFor()
  await page.emulateMedia({ media: 'print' })
  const slip = await sheet.locator('.invitation-card').innerText()
  assert.match(slip, /请您加入村口 · .*村 · .*大棚户01/)
  assert.match(slip, /示例村支书邀请您作为户主加入/)
  assert.match(slip, /\d+月\d+日 \d+:\d+前有效/)
  assert.doesNotMatch(slip, /还剩/)
  await page.context().close()
})

test('an unreadable second file clears the preview of the first', async () => {
  const page = await county.pageOf('operator')
  await open(page, '/places')
  await page.getByRole('button', { name: '从表格导入' }).click()
  const sheet = page.getByRole('dialog')
  const choose = (text) => sheet.locator('input[type=file]').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  const { places } = await county.request(page, 'GET', '/api/places')
  const { code, name } = places.find((one) => one.level === 'village')
  await choose(`code,name\n${code},${name}改\n`)
  await sheet.getByRole('button', { name: /^导入这/ }).waitFor()
  await choose('nothing of this kind\n1\n')
  await sheet.getByRole('alert').waitFor()
  assert.equal(await sheet.getByRole('button', { name: /^导入这/ }).count(), 0)
  await page.context().close()
})

test('the village page gives a reason also before an alarm is raised', async () => {
  const page = await county.pageOf('secretary', { viewport: desktop })
  await withoutLive(page)
  await answerAs(page, '**/api/alarms*', (answer) => Object.assign(answer, { alarms: [], count: 0 }))
  await answerAs(page, '**/api/greenhouses*', ({ greenhouses }) => {
    const advice = [{ code: 'hot_open_vent', params: { low: 20, high: 28, temperature: 31 } }]
    greenhouses.forEach((one) => Object.assign(one, { status: 'normal', reason: null, alarm: null }))
    Object.assign(greenhouses[0], { status: 'watch', advice })
    greenhouses[0].latest.air_temperature.value = 31
  })
  await open(page, '/village')
  const today = page.locator('section[aria-labelledby="today-title"]')
  await today.getByText('该 20–28℃，现在 31℃：开风口').waitFor()
  await page.context().close()
})

test('an unused place and household can be removed, a used place says why not', async () => {
  let page = await county.pageOf('operator')
  const remove = async () => {
    await page.locator('dialog.sheet').getByRole('button', { name: '删除' }).click()
    await page.locator('dialog.confirm-dialog').getByRole('button', { name: '删除' }).click()
  }
  const { places } = await county.request(page, 'GET', '/api/places')
  const village = places.find((one) => one.things > 0 && one.level === 'village')
  await county.request(page, 'POST', '/api/places', { code: `${village.code}091`, name: '手误组', parentCode: village.code })
  await open(page, '/places')
  await page.getByRole('button', { name: '改手误组' }).click()
  assert.deepEqual(await findings(page), [])
  await remove()
  await page.getByRole('button', { name: '改手误组' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: `改${village.name}`, exact: true }).click()
  await remove()
  await page.locator('dialog.sheet').getByRole('alert').waitFor()
  await page.context().close()
  page = await county.pageOf('secretary')
  await county.request(page, 'POST', '/api/households', { name: '手误户', placeCode: village.code })
  await open(page, '/households')
  await page.getByRole('button', { name: '改手误户' }).click()
  await remove()
  await page.getByRole('button', { name: '改手误户' }).waitFor({ state: 'detached' })
  await page.context().close()
})

test('no text overflows a tile in any state', async () => {
  const states = [{ status: 'danger' }, { status: 'watch', reason: { code: 'air_hot', params: { value: 31, threshold: 30 }, recovering: true } }, { status: 'no_data' }]
  for (const [width, language] of [[320, 'zh'], [320, 'en'], [360, 'zh'], [390, 'zh'], [390, 'en'], [1280, 'zh'], [1280, 'en']]) {
    const page = await county.pageOf('secretary', { viewport: { width, height: 844 } }, { language })
    await withoutLive(page)
    await answerAs(page, '**/api/greenhouses*', ({ greenhouses }) => {
      states.forEach((state, at) => Object.assign(greenhouses[at], state))
      Object.assign(greenhouses[2].latest.air_temperature, { late: true, at: new Date(Date.now() - 30 * 60_000).toISOString() })
    })
    await open(page, '/village')
    const out = await page.locator('.greenhouse-tile a').evaluateAll((tiles) => tiles.flatMap((tile) => {
      const { right } = tile.getBoundingClientRect()
      const range = document.createRange()
      return [...tile.querySelectorAll('span')].filter((one) => {
        range.selectNodeContents(one)
        return range.getBoundingClientRect().right > right - 2
      }).map((one) => one.textContent)
    }))
    assert.deepEqual(out, [], `${width} ${language}`)
    const lines = await page.locator('.greenhouse-tile .age').first().evaluate((one) => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight))
    if (language === 'zh') assert.equal(Math.round(lines), 1, `age at ${width}`)
    await page.context().close()
  }
})

test('a person without the right cannot acknowledge an alarm, but can dismiss its banner', async () => {
  for (const [who, may] of [['county', false], ['farmer', true]]) {
    const page = await county.pageOf(who)
    const alarm = {
      id: 9001, code: 'air_hot_danger', severity: 'danger', state: 'raised', greenhouse: { id, name: '1号棚' }, place: { code: '1', name: '村' },
      params: { value: 39, threshold: 38 }, recovering: false, raisedAt: new Date().toISOString(), acknowledgedAt: null, acknowledgedBy: null,
      note: null, clearedAt: null, evaluated: [], notices: [], changes: [],
    }
    await page.route('**/api/alarms?*', (route) => route.fulfill({ json: { count: 1, alarms: [alarm] } }))
    await page.route('**/api/alarms/9001', (route) => route.fulfill({ json: alarm }))
    const { person } = await county.request(page, 'GET', '/api/me')
    const notice = { at: alarm.raisedAt, channel: 'page', personId: person.id, to: person.name, state: 'sent', attempts: 1, error: null, escalationStep: 'village' }
    const body = `event: alarm\ndata: ${JSON.stringify({ ...alarm, notices: [notice] })}\n\n`
    await page.route('**/api/live*', (route) => route.fulfill({ contentType: 'text/event-stream', body }))
    await open(page, '/alarms/9001')
    await page.locator('.alarm-sentence').waitFor()
    await page.locator('.alarm-banner').waitFor()
    assert.equal(await page.getByRole('button', { name: '我知道了' }).count(), may ? 2 : 0, who)
    if (!may) {
      await page.getByRole('button', { name: '先别响' }).click()
      await page.locator('.alarm-banner').waitFor({ state: 'detached' })
    }
    await page.context().close()
  }
})

test('index.html shows a message while the app loads', async () => {
  const page = await county.page()
  let release
  const slow = new Promise((done) => (release = done))
  await page.route('**/assets/*.js', async (route) => {
    await slow
    await route.continue()
  })
  await page.goto('/sign-in', { waitUntil: 'commit' })
  await page.getByText('村口 · 正在打开…').waitFor()
  assert.equal(await page.getByText('再试一次').isVisible(), false)
  const painted = await page.evaluate(() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries()[0].name)).observe({ type: 'paint', buffered: true })))
  assert.match(painted, /first/)
  release()
  await page.getByRole('button', { name: '登录' }).waitFor()
  await page.context().close()
})

test('without a network the alarms page shows stored alarms, and every page shows the connection bar', async () => {
  const proxy = await TcpProxy.to(county.address)
  const page = await county.pageOf('farmer', { serviceWorkers: 'allow', baseURL: proxy.address })
  await openUnderServiceWorker(page)
  await page.waitForFunction(async () => {
    const name = (await caches.keys()).find((one) => one.startsWith('cunkou-answers-'))
    return name && (await (await caches.open(name)).keys()).some((one) => one.url.includes('/api/alarms?'))
  })
  await proxy.cut()
  for (const path of ['/alarms', '/devices', '/people']) {
    await page.goto(path)
    await page.locator('.connection-bar').getByText('连接已断开').waitFor()
    if (path === '/alarms') {
      await page.getByText(/暂时连不上，这是.+看到的/).first().waitFor()
      assert.equal(await page.getByText('连不上服务器').count(), 0)
    }
  }
  await page.context().close()
})

test('returning to the home page shows the previous list while it reloads', async () => {
  const page = await county.pageOf('farmer')
  await open(page, '/')
  await page.locator('.greenhouse-card').first().waitFor()
  await page.locator('.bottom-tabs').getByText('我的').click()
  await page.getByText('退出登录').waitFor()
  await page.route('**/api/greenhouses', () => undefined)
  await page.locator('.bottom-tabs').getByText('首页').click()
  await page.locator('.greenhouse-card').first().waitFor()
  assert.equal(await page.locator('.skeleton').count(), 0)
  await page.context().close()
})

test('English labels stay inside their buttons on a narrow phone', async () => {
  const page = await county.pageOf('farmer', { viewport: { width: 320, height: 700 } }, { language: 'en' })
  for (const path of ['/', '/alarms', '/me', '/devices', '/households', '/people', `/greenhouses/${id}`]) {
    await open(page, path)
    const overflowing = await page.locator('main .button').evaluateAll((all) => {
      const wide = (one) => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth
      return all.filter(wide).map((one) => one.textContent)
    })
    assert.deepEqual(overflowing, [], path)
  }
  await page.context().close()
})
