// Without a connection, a server or a session: stored answers belong to one person and show their age.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { until } from '../server.mjs'
import { County, TcpProxy, settled } from './county.mjs'

let county
before(async () => {
  county = await County.open({ historyDays: 3 })
})
after(() => county.close())

const controlled = (page) => page.waitForFunction(() => navigator.serviceWorker.controller !== null)
const kept = (page) => page.evaluate(async () => {
  const name = (await caches.keys()).find((one) => one.startsWith('cunkou-answers-'))
  if (!name) return {}
  const cache = await caches.open(name)
  const answers = await Promise.all((await cache.keys()).map(async (one) => [new URL(one.url).pathname, await (await cache.match(one)).text()]))
  return Object.fromEntries(answers)
})

// A page behind a connection that can be cut, with its answers stored.
async function phoneOf(who, path = '/') {
  const proxy = await TcpProxy.to(county.address)
  const page = await county.pageOf(who, { serviceWorkers: 'allow', baseURL: proxy.address })
  await page.goto(path)
  await controlled(page)
  await page.reload()
  await settled(page)
  return { page, proxy }
}

async function leave({ page, proxy }) {
  await page.context().close()
  await proxy.cut()
}

test('after sign-in the home page works without a network', async () => {
  const proxy = await TcpProxy.to(county.address)
  const page = await county.page({ serviceWorkers: 'allow', baseURL: proxy.address })
  await page.goto('/sign-in')
  await page.getByLabel('手机号').fill(county.people.farmer.phone)
  await page.getByLabel('密码').fill(county.people.farmer.password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.locator('.greenhouse-card').first().waitFor()
  await controlled(page)
  await until('the answer to be stored', async () => { const stored = await kept(page); return '/api/me' in stored && '/api/greenhouses' in stored })
  await proxy.cut()
  await page.reload()
  await page.getByText(/暂时连不上，这是.+看到的/).first().waitFor()
  await page.locator('.greenhouse-card').first().waitFor()
  assert.equal(await page.locator('.status-badge.normal').count(), 0, 'a stored state is not shown as normal')
  await page.locator('.status-badge.late').first().waitFor()
  await leave({ page, proxy })
})

test('a changed setting is stored for use without a network', async () => {
  const { page, proxy } = await phoneOf('farmer', '/me')
  await page.getByRole('switch', { name: '大字' }).or(page.getByRole('switch').first()).first().click()
  await page.waitForFunction(() => document.documentElement.classList.contains('elder'))
  await until('the answer to be stored', async () => JSON.parse((await kept(page))['/api/me']).elderMode)
  await page.getByRole('switch').first().click()
  await page.waitForFunction(() => !document.documentElement.classList.contains('elder'))
  await leave({ page, proxy })
})

test('stored answers of another version of the API are removed and never shown', async () => {
  const { page, proxy } = await phoneOf('farmer')
  const before = await page.evaluate(async () => {
    const names = await caches.keys()
    for (const old of ['cunkou-answers', 'cunkou-answers-before']) {
      const cache = await caches.open(old)
      for (const path of ['/api/me', '/api/greenhouses', '/api/alarms']) await cache.put(path, new Response('{"old":true}'))
    }
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister()
    return names
  })
  assert.match(before.find((name) => name.startsWith('cunkou-answers')), /^cunkou-answers-[0-9a-f]{12}$/, 'the name is of the API')
  await page.reload()
  await until('the old answers to be removed', async () =>
    !(await page.evaluate(() => caches.keys())).some((name) => ['cunkou-answers', 'cunkou-answers-before'].includes(name)))
  await controlled(page)
  await page.reload()
  await settled(page)
  await proxy.cut()
  await page.reload()
  await page.getByText(/暂时连不上，这是.+看到的/).first().waitFor()
  await page.locator('.greenhouse-card').first().waitFor()
  assert.ok(!JSON.stringify(await kept(page)).includes('"old"'))
  await leave({ page, proxy })
})

test('a stored day of a chart is not shown under another date', async () => {
  const { page, proxy } = await phoneOf('farmer')
  await page.locator('.greenhouse-card h2 a').first().click()
  const when = page.locator('.series-when')
  const earlier = page.getByRole('button', { name: '往前' })
  const lowest = page.locator('.series-summary dd').first()
  const seen = async () => {
    await page.locator('.series-canvas canvas').waitFor()
    return { when: (await when.innerText()).replace(/\s+/g, ' '), lowest: await lowest.innerText() }
  }
  const today = await seen()
  await earlier.click()
  await page.waitForFunction((before) => document.querySelector('.series-when').innerText.replace(/\s+/g, ' ') !== before, today.when)
  const yesterday = await seen()
  await proxy.cut()
  await page.reload()
  await page.getByText(/暂时连不上/).first().waitFor()
  assert.equal((await seen()).lowest, today.lowest)
  await earlier.click()
  await page.waitForFunction((before) => document.querySelector('.series-when').innerText.replace(/\s+/g, ' ') === before, yesterday.when)
  assert.deepEqual(await seen(), yesterday)
  await earlier.click()
  await page.locator('.series-body').getByText(/连不上/).waitFor()
  assert.equal(await page.locator('.series-summary').count(), 0)
  await leave({ page, proxy })
})

test('a server that hangs and a gateway error are treated as no network', { timeout: 60_000 }, async () => {
  const { page, proxy } = await phoneOf('farmer')
  for (const trouble of ['hang', 'answerBadGateway']) {
    await proxy[trouble]()
    await page.reload()
    await page.getByText(/暂时连不上，这是.+看到的/).first().waitFor()
    await page.locator('.greenhouse-card').first().waitFor()
  }
  await leave({ page, proxy })
})

test('the next person on the same device sees nothing of the previous one', async () => {
  const page = await county.pageOf('farmer', { serviceWorkers: 'allow' })
  const { code } = await county.request(page, 'POST', '/api/invitations', {
    role: 'family', householdId: (await county.request(page, 'GET', '/api/me')).roles.find((role) => role.household).household.id, name: '示例家人',
  })
  await page.goto('/')
  await controlled(page)
  await page.reload()
  await settled(page)
  const before = JSON.parse((await kept(page))['/api/me']).person.name
  await page.goto(`/invitation/${code}`)
  await page.getByLabel('怎么称呼您').fill('示例新来的')
  await page.getByLabel('手机号').fill(`154${String(Date.now()).slice(-8)}`)
  await page.getByLabel('密码').fill('river-lantern-52')
  await page.getByRole('button', { name: '加入' }).click()
  await page.locator('.greenhouse-card').first().waitFor()
  await until('the new answer to be stored', async () => '/api/me' in await kept(page))
  const stored = await kept(page)
  assert.equal(JSON.parse(stored['/api/me']).person.name, '示例新来的')
  assert.ok(!JSON.stringify(stored).includes(`"name":"${before}"`))
  await page.context().close()
})

test('an ended session leads to sign-in at the next request and removes stored answers', async () => {
  for (const button of ['退出登录', 'English']) {
    const page = await county.pageOf('farmer', { serviceWorkers: 'allow' })
    await page.goto('/me')
    await controlled(page)
    await page.reload()
    await settled(page)
    assert.ok('/api/me' in await kept(page))
    await county.request(page, 'DELETE', '/api/session')
    await page.getByRole('button', { name: button }).click()
    await page.waitForURL(/\/sign-in/)
    assert.deepEqual(await kept(page), {})
    await page.context().close()
  }
})

test('a page with only a live stream notices an ended session', async () => {
  const { page, proxy } = await phoneOf('farmer')
  await proxy.cut()
  await page.getByText('连接已断开').waitFor()
  await fetch(new URL('/api/session', county.address), {
    method: 'DELETE', headers: { cookie: (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ') },
  })
  await proxy.restore()
  await page.waitForURL(/\/sign-in/, { timeout: 45_000 })
  assert.deepEqual(await kept(page), {})
  await leave({ page, proxy })
})

test('signing out in one tab signs out all tabs', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/me')
  await settled(page)
  const other = await page.context().newPage()
  await other.goto('/')
  await settled(other)
  await page.getByRole('button', { name: '退出登录' }).click()
  await other.waitForURL(/\/sign-in/)
  await page.context().close()
})

test('ten tabs share one live connection', { timeout: 60_000 }, async () => {
  const first = await county.pageOf('farmer')
  const id = (await county.request(first, 'GET', '/api/greenhouses')).greenhouses[0].id
  const pages = [first]
  while (pages.length < 10) pages.push(await first.context().newPage())
  for (const page of pages) {
    await page.goto(`/greenhouses/${id}`)
    await page.locator('.current-readings').waitFor()
  }
  // When the leading tab closes, another takes over.
  await first.close()
  const last = pages.at(-1)
  const shown = () => last.locator('.main-figures').innerText()
  const before = await shown()
  await until('a new reading in the last tab', async () => await shown() !== before)
  await last.context().close()
})

test('a page of an old version reloads when a chunk is gone', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/')
  await settled(page)
  await page.evaluate(() => { globalThis.before = true })
  await page.route('**/assets/AlarmsPage-*', (route) => route.abort())
  await page.route((url) => url.pathname === '/', async (route) => {
    await page.unroute('**/assets/AlarmsPage-*')
    await route.fulfill({ contentType: 'text/html', body: '<!doctype html>new' })
  })
  await page.locator('.bottom-tabs').getByRole('link', { name: /告警/ }).click()
  await page.waitForFunction(() => globalThis.before === undefined)
  await page.locator('h1').getByText('告警').waitFor()
  await page.context().close()
})

test('a page of an old version finds its chunks in the cache', async () => {
  const page = await county.pageOf('farmer', { serviceWorkers: 'allow' })
  await page.goto('/')
  await controlled(page)
  const got = await page.evaluate(async () => {
    await (await caches.open('cunkou-shell-before')).put('/assets/Part-before.js', new Response('part'))
    return (await fetch('/assets/Part-before.js')).text()
  })
  assert.equal(got, 'part')
  await page.context().close()
})

test('messages that do not load are reported', async () => {
  const page = await county.page()
  await page.route('**/assets/shell.zh-*', (route) => route.abort(), { times: 1 })
  await page.goto('/sign-in')
  await page.getByRole('link', { name: /再试一次/ }).click()
  await page.getByLabel('手机号').waitFor()
  await page.context().close()
})

test('navigation moves the focus to the heading', async () => {
  const page = await county.pageOf('farmer')
  await page.goto('/')
  await settled(page)
  const focused = () => page.evaluate(() => document.activeElement.tagName + document.activeElement.textContent)
  assert.equal((await focused()).startsWith('BODY'), true)
  await page.locator('.bottom-tabs').getByRole('link', { name: /告警/ }).click()
  await page.waitForURL('**/alarms')
  await until('the heading to have the focus', async () => await focused() === 'H1告警')
  await page.context().close()
})

test('an upload without a session leads to sign-in', async () => {
  const page = await county.pageOf('secretary')
  const { devices } = await county.request(page, 'GET', '/api/devices')
  await page.goto(`/devices/${devices.at(-1).id}`)
  await settled(page)
  await county.request(page, 'DELETE', '/api/session')
  await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('stream,time,value\n') })
  await page.waitForURL(/\/sign-in/)
  await page.context().close()
})
