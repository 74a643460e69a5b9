// The suggested command on the home page, with a real MQTT device whose answers the test controls.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Server, until, village } from '../server.mjs'
import { connected } from '../ingest_clients.mjs'
import { County, TcpProxy, findings } from './county.mjs'

let server
let county
let token
let device
let answer
let received = 0

before(async () => {
  server = await Server.withPlaces()
  await server.start()
  const cadre = await server.signUp(await server.invite('village'))
  const household = await server.app(cadre, 'POST', '/api/households', JSON.stringify({ name: '示例户', placeCode: `${village}001` }))
  const { code } = await server.app(cadre, 'POST', '/api/invitations', JSON.stringify({ role: 'farmer', householdId: household.id }))
  const farmer = await server.signUp(code, '示例农户', '15400009002')
  const made = await server.app(farmer, 'POST', '/api/devices', JSON.stringify({ name: '1号棚', profile: 'greenhouse', householdId: household.id, placeCode: `${village}001` }))
  token = made.token
  const id = made.device.thing.id
  await server.app(farmer, 'PATCH', `/api/greenhouses/${id}`, JSON.stringify({ crop: 'tomato' }))
  await server.app(farmer, 'PUT', `/api/greenhouses/${id}/rules/air_hot_danger`, JSON.stringify({ holdSeconds: 0 }))
  await come()
  county = await County.around(server, { farmer: { phone: '15400009002', password: 'lantern-river-41' } })
  await until('the alarm', async () => (await server.app(farmer, 'GET', '/api/greenhouses')).greenhouses[0].status === 'danger', 60_000)
})
after(async () => {
  device?.end(true)
  await county?.close()
})

const tell = (values) => device.publishAsync('v1/devices/me/telemetry', JSON.stringify(values), { qos: 1 })
async function come() {
  device = await connected(server, token)
  device.on('message', (topic) => {
    received++
    if (answer) void device.publishAsync(topic.replace('request', 'response'), JSON.stringify(answer), { qos: 1 })
  })
  await device.subscribeAsync('v1/devices/me/rpc/request/+', { qos: 1 })
  await tell({ air_temperature: 45, relative_humidity: 40, vent_position: 0 })
}

async function home(options) {
  const page = await county.pageOf('farmer', options)
  await page.goto('/')
  const card = page.locator('.greenhouse-card.danger')
  await card.waitFor()
  return { page, card, open: card.getByRole('button', { name: '打开通风口' }) }
}

test('the button returns after a failed command and disappears once the vent is open', async () => {
  const { page, card, open } = await home()
  answer = { accepted: false, reason: '绳子卡住了' }
  await open.click()
  await card.getByText('没办成').waitFor()
  await card.getByText('绳子卡住了').waitFor()
  await open.waitFor()
  assert.deepEqual(await findings(page), [])
  answer = { accepted: true }
  await open.click()
  await card.getByText('棚里已收到').waitFor()
  await open.waitFor({ state: 'detached' })
  await tell({ vent_position: 99 })
  await card.locator('.passed').getByText('已打开').waitFor()
  assert.equal(await open.count(), 0)
  await tell({ vent_position: 0 })
  await open.waitFor()
  await page.context().close()
})

test('a command’s outcome during a lost connection is read when it is back', async () => {
  const proxy = await TcpProxy.to(county.address)
  const { page, card, open } = await home({ baseURL: proxy.address })
  answer = null
  const before_ = received
  let topic
  device.once('message', (name) => { topic = name })
  await open.click()
  await until('the device to receive the command', () => received > before_)
  await card.getByText('已发送').waitFor()
  await proxy.cut()
  await page.locator('.connection-bar').getByText(/断开/).waitFor()
  await device.publishAsync(topic.replace('request', 'response'), JSON.stringify({ accepted: false, reason: '没有电' }), { qos: 1 })
  await proxy.restore()
  await card.getByText('没有电').waitFor({ timeout: 40_000 })
  await open.waitFor()
  await page.context().close()
  await proxy.cut()
})

test('a device that is not connected is announced, and its queued command can be cancelled', async () => {
  await device.endAsync(true)
  const { page, card, open } = await home()
  await card.getByText('按了先等着，2分钟内连上就执行').waitFor()
  await open.click()
  await card.getByText(/等设备连上，还剩\d+(分钟|秒)；可以取消/).waitFor()
  await card.getByText('已记下').waitFor()
  assert.deepEqual(await findings(page), [])
  await card.getByRole('button', { name: '取消这一步' }).click()
  await card.getByText('已取消').waitFor()
  await open.waitFor()
  const away = card.getByText('按了先等着')
  await away.waitFor()
  await come()
  await away.waitFor({ state: 'detached' })
  await device.endAsync(true)
  await away.waitFor()
  await page.context().close()
})
