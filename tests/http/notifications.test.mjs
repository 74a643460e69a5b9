// Notifications of alarms by webhook, WeCom group robot and the operator's command: sent once per alarm, retried while the
// receiver fails, and recorded on the alarm.
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { FakeClock } from '../fake_clock.mjs'
import { Server, command, pause, run, until, village } from '../server.mjs'
import { connected } from '../ingest_clients.mjs'

// A receiver that records requests and answers with a chosen status.
class Receiver {
  received = []
  status = 200
  answer = '{"errcode":0}'

  async open() {
    this.server = createServer((request, respond) => {
      let body = ''
      request.on('data', (bytes) => (body += bytes))
      request.on('end', () => {
        this.received.push({ path: request.url, status: this.status, body: JSON.parse(body) })
        respond.writeHead(this.status).end(this.answer)
      })
    })
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done))
    return this
  }

  url(path) {
    return `http://127.0.0.1:${this.server.address().port}${path}`
  }

  of(path) {
    return this.received.filter((one) => one.path === path)
  }
}

const minute = 60_000
let server, clock, receiver, operator, farmer, greenhouse, device, neighbour, deviceToken, calls, config
const addChannel = (channel) =>
  server.app(operator, 'POST', `/api/places/${village}/channels`, JSON.stringify({ minSeverity: 'watch', escalationStep: 'household', ...channel }))

before(async () => {
  server = new Server()
  receiver = await new Receiver().open()
  await command('sample', '--data', server.data, '--history-days', '1')
  calls = join(server.data, 'calls.jsonl')
  const gateway = join(server.data, 'gateway.sh')
  writeFileSync(gateway, `#!/bin/sh\ncat >>"$1"\necho >>"$1"\n`)
  chmodSync(gateway, 0o755)
  config = join(server.data, 'notices.yaml')
  writeFileSync(config, `notify:\n  allow_private_webhooks: true\n  programs:\n    sms: {run: ["${gateway}", "${calls}"]}\n`)
  clock = new FakeClock(server.data)
  await server.startThrough(clock.before, '--config', config)
  const people = JSON.parse(readFileSync(join(server.data, 'sample/sign-in.json'), 'utf8'))
  operator = await server.signIn(people.operator)
  farmer = await server.signIn(people.farmer)
  greenhouse = (await server.app(farmer, 'GET', '/api/greenhouses')).greenhouses[0]
  const { devices } = await server.app(operator, 'GET', `/api/devices?place=${village}`)
  const renewed = async ({ id }) => (await server.app(operator, 'POST', `/api/devices/${id}/token`)).token
  const others = (await server.app(operator, 'GET', '/api/greenhouses')).greenhouses.map(({ id }) => id)
  deviceToken = await renewed(devices.find(({ thing }) => thing?.id === greenhouse.id))
  device = await connected(server, deviceToken)
  neighbour = await connected(server, await renewed(devices.find(({ thing }) => thing && thing.id !== greenhouse.id && others.includes(thing.id))))
  await addChannel({ kind: 'webhook', name: '值班室', target: receiver.url('/webhook') })
  await addChannel({ kind: 'wecom', name: '村工作群', target: receiver.url('/robot') })
  await addChannel({ kind: 'webhook', name: '村委会', target: receiver.url('/village'), escalationStep: undefined })
  await addChannel({ kind: 'program', name: '短信', target: 'sms' })
  await server.app(farmer, 'PUT', `/api/greenhouses/${greenhouse.id}/rules/air_cold_danger`, JSON.stringify({ holdSeconds: 0 }))
})
after(async () => {
  await device?.endAsync()
  await neighbour?.endAsync()
  receiver.server.close()
  await server.remove()
})

const send = (celsius, by = device) =>
  by.publishAsync('v1/devices/me/telemetry', JSON.stringify({ air_temperature: celsius }), { qos: 1 })
const openAlarm = async () => {
  const { alarms } = await server.app(farmer, 'GET', '/api/alarms?state=open')
  return alarms.find(({ code, greenhouse: { id } }) => code === 'air_cold_danger' && id === greenhouse.id)
}

test('a trial notice reports at once whether the channel works', async () => {
  const { channels } = await server.app(operator, 'GET', `/api/places/${village}/channels`)
  for (const { id } of channels) {
    assert.deepEqual(await server.app(operator, 'POST', `/api/channels/${id}/trial`), { ok: true, error: null })
  }
  const { to, notice } = JSON.parse(readFileSync(calls, 'utf8').trim().split('\n').at(-1))
  assert.equal(notice, 'trial')
  const people = JSON.parse(readFileSync(join(server.data, 'sample/sign-in.json'), 'utf8'))
  assert.equal(to, people.operator.phone, 'the phone number of the person who asked for the trial')
  receiver.status = 500
  const trialResult = await server.app(operator, 'POST', `/api/channels/${channels[0].id}/trial`)
  assert.equal(trialResult.ok, false)
  assert.match(trialResult.error, /500/)
  receiver.status = 200
  receiver.received.length = 0
  writeFileSync(calls, '')
})

test('a frost alarm is sent once on every channel, and a failed first try is retried', { timeout: 90_000 }, async () => {
  receiver.status = 503
  await send(0.5)
  const alarm = await until('the alarm', openAlarm)
  await until('the first try', () => receiver.of('/webhook').length > 0)
  receiver.status = 200
  for (const celsius of [0.4, 0.3, 0.2]) await send(celsius)
  const delivered = (path) => receiver.of(path).filter(({ status }) => status === 200)
  await until('the second try', () => delivered('/webhook').length > 0 && delivered('/robot').length > 0, 60_000)
  const [{ body }] = delivered('/webhook')
  assert.equal(body.alarm, alarm.id)
  assert.match(body.text, /李家河村/)
  const [{ body: robot }] = delivered('/robot')
  assert.equal(robot.msgtype, 'text')
  assert.match(robot.text.content, /李家河村/)
  await until('the delivery to be written down', async () => {
    const { notices } = await server.app(farmer, 'GET', `/api/alarms/${alarm.id}`)
    return notices.filter(({ channel, state }) => channel !== 'page' && state === 'sent').length >= 3
  })
  assert.equal(delivered('/webhook').length, 1)
  assert.equal(delivered('/robot').length, 1)
  assert.ok(existsSync(calls))
  const sms = readFileSync(calls, 'utf8').trim().split('\n').map((line) => JSON.parse(line))
  assert.ok(sms.length >= 1)
  assert.match(sms[0].to, /^1\d{10}$/)
  assert.equal(new Set(sms.map(({ to }) => to)).size, sms.length, 'each person is called once per alarm')
})

// Two hours later the unacknowledged alarm has gone through every escalation step and was repeated.
test('an acknowledged alarm sends nothing more, an unacknowledged one escalates and repeats', async () => {
  const alarm = await openAlarm()
  const noticesOf = (id) => receiver.of('/webhook').filter(({ body }) => body.alarm === id).length
  const calledFor = (id) => readFileSync(calls, 'utf8').split('\n').filter((line) => line && JSON.parse(line).alarm === id).length
  const before = [noticesOf(alarm.id), calledFor(alarm.id)]
  assert.ok(before.every((count) => count > 0), `${before}`)
  await server.app(farmer, 'POST', `/api/alarms/${alarm.id}/acknowledge`, JSON.stringify({ note: '已去加温' }))
  const { acknowledgedAt, raisedAt, changes } = await server.app(farmer, 'GET', `/api/alarms/${alarm.id}`)
  assert.ok(acknowledgedAt)
  assert.deepEqual(changes.map(({ change, code, severity, note }) => [change, code, severity, note]), [
    ['raised', 'air_cold_danger', 'danger', null], ['acknowledged', 'air_cold_danger', 'danger', '已去加温']])
  assert.deepEqual(changes.map(({ at }) => at), [raisedAt, acknowledgedAt])
  assert.equal(changes[0].params.threshold, 5)
  assert.ok(changes[1].by)
  for (const celsius of [0.3, 0.2, 0.1]) await send(celsius)

  await send(0.5, neighbour)
  clock.set(6 * minute)
  await send(0.5, neighbour)
  const { id } = await until('the neighbour\'s alarm', async () =>
    (await server.app(operator, 'GET', '/api/alarms?state=open')).alarms.find(
      ({ code, state, greenhouse: { id: of } }) => code === 'air_cold_danger' && state === 'raised' && of !== greenhouse.id))
  await until('the notice of the neighbour\'s alarm', () => noticesOf(id) > 0)
  const village = () => receiver.of('/village').filter(({ body }) => body.alarm === id).length
  assert.equal(village(), 0)
  for (const passed of [51, 111]) {
    const sentBefore = village(), called = calledFor(id)
    clock.set(passed * minute)
    await until(`the repeat after ${passed} minutes`, () => village() > sentBefore && calledFor(id) > called, 30_000)
  }
  assert.equal(noticesOf(id), 1)
  assert.deepEqual([noticesOf(alarm.id), calledFor(alarm.id)], before)
})

// The restore drill of docs/operating/backup.md, with an open alarm and a notice waiting for an unreachable receiver.
test('a restored copy sends nothing until it is activated, and never sends notices that waited in the backup', { timeout: 120_000 }, async () => {
  const { alarms } = await server.app(operator, 'GET', '/api/alarms?state=open')
  const raised = alarms.find(({ code, state }) => code === 'air_cold_danger' && state === 'raised')
  const notices = (at, cookie) => at.app(cookie, 'GET', `/api/alarms/${raised.id}`).then((alarm) => alarm.notices.filter(({ channel }) => channel !== 'page'))
  receiver.status = 503
  clock.set(180 * minute)
  await until('a waiting notice', async () => (await notices(server, operator)).some(({ state, attempts }) => state === 'waiting' && attempts > 0), 30_000)
  const backup = join(server.data, 'drill.tar.zst')
  await command('backup', backup, '--data', server.data)
  await server.stop()
  const copy = new Server(join(server.data, 'copy'))
  assert.match(await command('restore', backup, '--data', copy.data), /It is quiet/)
  receiver.status = 200
  receiver.received.length = 0
  writeFileSync(calls, '')
  const silent = () => assert.deepEqual([receiver.received, readFileSync(calls, 'utf8')], [[], ''])

  await copy.startThrough(clock.before, '--config', config)
  assert.match(copy.log.split('\n')[0], /quiet/)
  const about = await copy.app('', 'GET', '/api/about')
  assert.deepEqual([about.quiet, about.restored], [true, true])
  const arm = await connected(copy, deviceToken)
  const asked = []
  arm.on('message', (topic) => asked.push(topic))
  await arm.subscribeAsync('v1/devices/me/rpc/request/+')
  const countBefore = (await notices(copy, operator)).length
  clock.set(240 * minute)
  await until('the notices of the quiet server to be withdrawn', async () => {
    const all = await notices(copy, operator)
    return all.length > countBefore && all.every(({ state }) => state !== 'waiting')
  }, 30_000)
  const { error } = (await notices(copy, operator)).at(-1)
  assert.match(error, /quiet|只看不发/)
  const { channels } = await copy.app(operator, 'GET', `/api/places/${village}/channels`)
  const trial = await copy.app(operator, 'POST', `/api/channels/${channels[0].id}/trial`)
  assert.match(trial.error, /quiet|只看不发/)
  await copy.app(farmer, 'POST', `/api/greenhouses/${greenhouse.id}/commands`, JSON.stringify({ actuator: 'vent', action: 'open', why: '演练' }))
  await pause(1000)
  assert.deepEqual(asked, [])
  silent()
  await arm.endAsync()

  const refused = await run('activate', '--data', copy.data)
  assert.notEqual(refused.code, 0, 'refused while a server runs on the folder')
  await copy.stop()
  assert.match(await command('activate', '--data', copy.data), /^Activated: .* 0 waiting/)

  // Activated right after the restore, with notices that waited in the backup.
  const real = new Server(join(server.data, 'real'))
  await command('restore', backup, '--data', real.data)
  assert.match(await command('activate', '--data', real.data), /^Activated: .* [1-9]\d* waiting/)
  const from = clock.now()
  await real.startThrough(clock.before, '--config', config)
  try {
    assert.ok(!real.log.includes('quiet'))
    assert.equal((await real.app('', 'GET', '/api/about')).quiet, false)
    await until('the notice of the present alarm', () => receiver.of('/village').length > 0, 30_000)
    for (const { body } of receiver.of('/village')) assert.ok(Date.parse(body.at) >= from, body.at)
  } finally {
    await real.stop()
  }
  await command('restore', backup, '--data', join(server.data, 'set'))
  await command('activate', '--data', join(server.data, 'set'))
  const set = await new Server(join(server.data, 'set')).startThrough(clock.before, '--quiet')
  assert.match(set.log.split('\n')[0], /quiet/)
  const chosen = await set.app('', 'GET', '/api/about')
  assert.deepEqual([chosen.quiet, chosen.restored], [true, false])
  await set.stop()
})
