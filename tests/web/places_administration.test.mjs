// The pages of a village office: places, households, alarms and channels.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, test } from 'node:test'

import { until, village } from '../server.mjs'
import { County, desktop, findings, settled } from './county.mjs'

let county

before(async () => (county = await County.open({ historyDays: 1 })))
after(() => county.close())

async function visit(who, path, options = { viewport: desktop }) {
  const page = await county.pageOf(who, options)
  await page.goto(path)
  await settled(page)
  return page
}

const placeOf = async (page, code) => (await county.request(page, 'GET', '/api/places')).places.find((one) => one.code === code)

test('a GB18030 table of places is previewed and imported', async () => {
  const page = await visit('operator', '/places')
  const code = `${village}077`
  const table = execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: `code,name\n${code},柳树湾组\n` })
  await page.getByRole('button', { name: '导入' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.locator('input[type=file]').setInputFiles({ name: '村组.csv', mimeType: 'text/csv', buffer: table })
  await sheet.getByText('柳树湾组').waitFor()
  assert.equal(await placeOf(page, code), undefined)
  await sheet.getByRole('button', { name: /^导入/ }).last().click()
  await until('the place', async () => (await placeOf(page, code))?.name === '柳树湾组')
  assert.deepEqual(await findings(page), [])
  await page.context().close()
})

test('a place’s position is removed by undo and by empty fields', async () => {
  const page = await visit('operator', '/places')
  const code = `${village}078`
  await county.request(page, 'POST', '/api/places', { code, name: '石桥组' })
  await page.reload()
  const sheet = page.getByRole('dialog')
  const give = async (latitude, longitude) => {
    await page.getByRole('button', { name: '改石桥组' }).click()
    await sheet.getByLabel('纬度').fill(latitude)
    await sheet.getByLabel('经度').fill(longitude)
    await sheet.getByRole('button', { name: '保存' }).click()
    await sheet.waitFor({ state: 'detached' })
  }
  await give('37.6', '110.2')
  assert.equal((await placeOf(page, code)).latitude, 37.6)
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText('已恢复原样').waitFor()
  assert.deepEqual([(await placeOf(page, code)).latitude, (await placeOf(page, code)).longitude], [null, null])
  await give('37.6', '110.2')
  await give('', '')
  assert.equal((await placeOf(page, code)).latitude, null)
  await page.context().close()
})

test('household settings are offered only to persons with the right', async () => {
  for (const [who, offered] of [['farmer', true], ['secretary', true], ['family', false], ['worker', false], ['technician', false]]) {
    const page = await visit(who, '/households')
    assert.equal(await page.getByRole('button', { name: /^改/ }).count() > 0, offered, who)
    await page.context().close()
  }
})

test('a household page without the right to see people says nothing about members', async () => {
  const page = await visit('technician', '/households')
  await page.getByRole('heading', { name: '大棚户01' }).waitFor()
  assert.equal(await page.getByText('还没有人加入').count(), 0)
  await page.context().close()
})

test('a place outside the choices is not preselected', async () => {
  const page = await visit('operator', '/households')
  await page.getByRole('button', { name: '添加农户' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('户名').fill('新来的')
  await sheet.getByRole('option', { name: '李家河村', exact: true }).waitFor({ state: 'attached' })
  const choice = sheet.getByLabel('在哪个村')
  assert.equal(await choice.locator('option:checked').innerText(), '请选')
  assert.equal(await sheet.getByRole('button', { name: '保存' }).isDisabled(), true)
  await choice.selectOption({ label: '李家河村' })
  assert.equal(await sheet.getByRole('button', { name: '保存' }).isDisabled(), false)
  await page.goto('/people')
  await settled(page)
  await page.getByRole('button', { name: '邀请', exact: false }).first().click()
  await sheet.getByLabel('作为什么').selectOption({ label: '村干部' })
  assert.equal(await sheet.getByLabel('哪个地方').locator('option:checked').innerText(), '请选')
  assert.equal(await sheet.getByRole('button', { name: '生成邀请' }).isDisabled(), true)
  await page.context().close()
})

test('the severity filter searches all alarms', async () => {
  const page = await county.pageOf('secretary', { viewport: desktop })
  const greenhouse = { id: 1, name: '1号棚' }
  const alarm = (id, severity) => ({
    id, severity, greenhouse, code: 'air_hot', state: 'cleared', place: { code: village, name: '' }, params: { value: 33, threshold: 32 }, recovering: false,
    raisedAt: new Date(Date.now() - id * 60_000).toISOString(), acknowledgedAt: null, acknowledgedBy: null, note: null,
    clearedAt: new Date().toISOString(), evaluated: [], notices: [], changes: [],
  })
  const all = [...Array.from({ length: 110 }, (_, at) => alarm(at + 1, 'watch')), alarm(111, 'danger')]
  await page.route(/\/api\/alarms\?/, (route) => {
    const search = new URL(route.request().url()).searchParams
    const found = search.get('state') === 'open' ? [] : all.filter((one) => !search.get('severity') || one.severity === search.get('severity'))
    return route.fulfill({ json: { count: found.length, alarms: found.slice(0, Number(search.get('top'))) } })
  })
  await page.goto('/alarms')
  await settled(page)
  await page.getByRole('button', { name: '全部' }).click()
  await page.locator('.alarm-row').nth(99).waitFor()
  await page.getByRole('button', { name: '再看一些' }).click()
  await page.locator('.alarm-row').nth(110).waitFor()
  await page.getByRole('button', { name: '危险', exact: true }).click()
  await until('one row', async () => (await page.locator('.alarm-row').count()) === 1)
  await page.getByRole('button', { name: '失联', exact: true }).click()
  await page.getByText('没有过“失联”告警').waitFor()
  assert.equal(await page.getByText('还没有过告警').count(), 0)
  await page.context().close()
})

test('a channel is added with its escalation step', async () => {
  const page = await visit('secretary', '/channels')
  await page.getByRole('button', { name: '添加渠道' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('名字').fill('大棚群')
  await sheet.getByLabel('送到哪里').fill('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=none')
  await sheet.getByLabel('什么时候告诉').selectOption({ label: '户里没人管，找技术员时' })
  await sheet.getByText('告警先告诉户里').waitFor()
  assert.deepEqual(await findings(page), [])
  await sheet.getByRole('button', { name: '保存' }).click()
  await page.locator('.channel-row').getByText(/企业微信群 · 危险起 · 户里没人管，找技术员时/).waitFor()
  await page.context().close()
})
