// The sample county with the simulator as a separate process: a vent opened on the page cools the greenhouse.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server, command, root, until } from '../server.mjs'

const simulator = process.env.CUNKOU_SIMULATOR ?? join(root, 'build/release/cunkou-simulator')
let server
let greenhouses
let cookie

before(async () => {
  server = new Server()
  await command('sample', '--data', server.data, '--history-days', '2')
  const code = await server.invite('village')
  await server.start()
  cookie = await server.signUp(code)
  greenhouses = spawn(simulator, ['--tokens', join(server.data, 'sample/tokens'), '--mqtt', `127.0.0.1:${server.mqttPort}`,
    '--interval', '1', '--speed', '20', '--hands-off'], { stdio: 'ignore' })
})
after(async () => {
  greenhouses?.kill('SIGTERM')
  await server.remove()
})

const cards = async () => (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses
const detail = (id) => server.app(cookie, 'GET', `/api/greenhouses/${id}`)

test('24 greenhouses have history at the start and then live readings', async () => {
  assert.equal((await cards()).length, 24)
  await until('fresh readings everywhere', async () =>
    (await cards()).every((card) => card.latest.air_temperature && card.latest.air_temperature.ageSeconds < 10), 30_000)
  const { series } = await server.app(cookie, 'GET',
    `/api/greenhouses/${(await cards())[0].id}/series?quantities=air_temperature&buckets=600` +
    `&from=${new Date(Date.now() - 86_400_000).toISOString()}&to=${new Date().toISOString()}`)
  assert.ok(series[0].summary.count >= 1400, `a reading a minute: ${JSON.stringify(series[0].summary)}`)
})

test('a vent command opens the vent, is confirmed, and cools the greenhouse', async () => {
  const { id } = (await cards()).reduce((a, b) => (a.latest.air_temperature.value > b.latest.air_temperature.value ? a : b))
  const order = async (action) => {
    const command_ = await server.app(cookie, 'POST', `/api/greenhouses/${id}/commands`, JSON.stringify({ actuator: 'vent', action }))
    return until(`the vent to ${action}`, async () => {
      const { commands } = await server.app(cookie, 'GET', `/api/greenhouses/${id}/commands`)
      const now = commands.find((one) => one.id === command_.id)
      assert.ok(!['failed', 'expired', 'cancelled'].includes(now.state), JSON.stringify(now))
      return now.state === 'done' && now
    }, 60_000)
  }
  const vent = async () => (await detail(id)).actuators.find(({ name }) => name === 'vent')
  if ((await vent()).position !== 0) await order('close')
  const done = await order('open')
  const states = done.changes.map(({ state }) => state)
  for (const state of ['requested', 'sent', 'acknowledged', 'done']) assert.ok(states.includes(state), states.join(' '))
  await until('the last percents', async () => (await vent()).position === 100)
})
