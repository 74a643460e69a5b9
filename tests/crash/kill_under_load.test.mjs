// kill -9 at random moments under MQTT and HTTP load: every acknowledged reading is stored once, no command is sent twice or
// after its expiry, alarms keep their state, and `cunkou check` finds no fault. KILLS is the number of kills, SEED repeats a run.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { after, test } from 'node:test'

import mqtt from 'mqtt'

import { Server, pause, until } from '../server.mjs'
import { Greenhouse, Load, overMqtt, random, seed, startUnderLoad, verify } from './load.mjs'

const kills = Number(process.env.KILLS ?? 50)
const library = readdirSync('/usr/lib', { withFileTypes: true })
  .map(({ name }) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`)
  .find(existsSync)

const server = await Server.withPlaces()
after(() => server.remove())

test(`${kills} kills under load lose no acknowledged reading (seed ${seed})`, { timeout: 1_800_000 }, async () => {
  const { greenhouse, loads } = await startUnderLoad(server)
  await server.kill('SIGKILL')

  for (let kill = 1; kill <= kills; ++kill) {
    // A small head, so that some kills hit the sealing of chunks.
    await server.start('--config', server.smallHead())
    let over = false
    const running = loads.map((load) => load.way(server, load, () => over))
    running.push(greenhouse.run(server, () => over))
    if (kill > kills / 3) running.push(greenhouse.acknowledge(server))
    await pause(20 + random() * 600)
    await server.kill('SIGKILL')
    over = true
    await Promise.all(running)
    if (kill % 10 === 0 || kill === kills) {
      const report = await server.check()
      assert.doesNotMatch(report, /fault/i, `seed ${seed}, kill ${kill}: ${report}`)
      await server.start()
      for (const load of loads) await verify(server, load)
      await greenhouse.verify(server)
      await server.kill('SIGKILL')
    }
  }
  const acknowledged = loads.map((load) => load.acknowledged.length)
  const sum = acknowledged.reduce((a, b) => a + b)
  assert.ok(sum > kills * 10 && acknowledged.every((count) => count > 1), `only ${acknowledged} readings were acknowledged: the load is too small`)
  assert.ok(greenhouse.received.length > kills / 10, `only ${greenhouse.received.length} commands came: the load is too small`)
  assert.ok(greenhouse.acknowledged, 'the alarm was acknowledged')
  console.log(`# ${sum} (${acknowledged}) acknowledged readings and ${greenhouse.received.length} commands survived ${kills} kills`)
})

test('a command that waits during a crash is not sent after it expired', async () => {
  const greenhouse = new Greenhouse(await server.addDevice('迟棚', 'greenhouse'))
  const code = await server.invite('village')
  await server.start()
  const cookie = await server.signUp(code, '示例干部二', '15400009002')
  greenhouse.id = (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses.find(({ name }) => name === '迟棚').id
  const order = () => server.app(cookie, 'POST', `/api/greenhouses/${greenhouse.id}/commands`, '{"actuator":"vent","action":"open"}')
  const { id, state } = await order()
  assert.equal(state, 'requested', 'no device is connected')
  await server.kill('SIGKILL')
  assert.ok(library, "Debian's faketime is needed")
  await server.startThrough(['env', `LD_PRELOAD=${library}`, 'FAKETIME=+3m', 'FAKETIME_DONT_FAKE_MONOTONIC=1'])
  let over = false
  const running = greenhouse.device(server, () => over)
  await until('the command to end', async () => (await server.app(cookie, 'GET', `/api/commands/${id}`)).state === 'expired')
  const next = await order()
  await until('the next to come', () => greenhouse.received.length)
  assert.deepEqual(greenhouse.received.map((one) => one.id), [next.id])
  over = true
  await running
  await server.stop()
})

for (const signal of ['SIGKILL', 'SIGTERM']) {
  test(`an acknowledged manual switch state survives ${signal}`, async () => {
    const token = await server.addDevice(`手动${signal}`, 'greenhouse')
    const code = await server.invite('village')
    await server.start()
    const cookie = await server.signUp(code, '示例干部三', signal === 'SIGKILL' ? '15400009003' : '15400009004')
    const { id } = (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses.find(({ name }) => name === `手动${signal}`)
    for (let round = 0; round < 8; ++round) {
      const client = mqtt.connect(server.mqttUrl, { username: token, reconnectPeriod: 0 })
      client.on('error', () => {})
      const manual = round % 2 === 0
      const body = JSON.stringify({ vent_manual: manual })
      if (round < 4) await client.publishAsync('v1/devices/me/telemetry', body, { qos: 1 })
      else assert.ok((await server.post(`/api/v1/${token}/telemetry`, token, body)).ok)
      await server.kill(signal)
      client.end(true)
      await server.start()
      const { actuators } = await server.app(cookie, 'GET', `/api/greenhouses/${id}`)
      assert.equal(actuators.find(({ name }) => name === 'vent').manual, manual, `round ${round}`)
    }
    await server.stop()
  })
}

test('SIGTERM drains: acknowledged readings are stored, and the program exits by itself', async () => {
  const load = new Load(await server.addDevice('排空'), overMqtt)
  await server.start()
  let over = false
  const running = overMqtt(server, load, () => over)
  await until('some to be acknowledged', () => load.acknowledged.length > 100)
  server.child.kill('SIGTERM')
  const { code, signal } = await until('the program to end', () => server.gone)
  over = true
  await running
  assert.equal(signal, null)
  assert.equal(code, 0)
  await server.start()
  assert.ok((await verify(server, load)) > 0)
  await server.stop()
})
