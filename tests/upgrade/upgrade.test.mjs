// Data folders of earlier versions open with today's program and lose nothing. Each *.tar.zst of this folder was left by one
// version (make.mjs made it), with the passwords of its sample people and all that has to be found in it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { FakeClock } from '../fake_clock.mjs'
import { connected } from '../ingest_clients.mjs'
import { Server, command, until } from '../server.mjs'
import { differences, renamedFor } from './compare.mjs'
import { inventoryOf, journalOf, statesOf } from './inventory.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const archives = readdirSync(here).filter((name) => name.endsWith('.tar.zst')).sort()
const minute = 60_000

test('there is an archive to open', () => assert.ok(archives.length > 0))

test('the comparison finds a lost element, a changed value and a missing member, and permits more of them', () => {
  const stored = { alarms: [{ id: 1, severity: 'danger', changes: [{ change: 'raised' }] }] }
  const shown = (change) => {
    const copy = structuredClone(stored)
    change(copy.alarms)
    return differences(stored, copy, '/api/alarms').length
  }
  assert.equal(shown((alarms) => alarms.pop()), 1)
  assert.equal(shown(([alarm]) => (alarm.severity = 'watch')), 1)
  assert.equal(shown(([alarm]) => delete alarm.severity), 1)
  assert.equal(shown(([alarm]) => alarm.changes.pop()), 1)
  const old = { severity: 'lost' }
  assert.equal(differences(old, { severity: 'no_data' }, '$').length, 0)
  assert.equal(differences(old, { severity: 'lost' }, '$').length, 1)
  assert.equal(shown(([alarm]) => { alarm.changes.push({ change: 'cleared' }); alarm.added = true }), 0)
})

const assertNothingLost = (expected, actual, path, words) => {
  const lost = differences(expected, actual, path, words)
  assert.equal(lost.length, 0, `${lost.length} differences, the first:\n${lost.slice(0, 12).join('\n')}`)
}

for (const archive of archives) describe(archive, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cunkou-upgrade-'))
  const clock = new FakeClock(folder)
  const server = new Server(join(folder, 'data'))
  const calls = join(folder, 'calls')
  let expected, config, inventory, words

  const cookiesOf = (people) => Object.fromEntries(Object.entries(people).filter(([, { cookie }]) => cookie))
  const ask = (key, method, path, body) => server.app(expected.people[key].cookie, method, path, body && JSON.stringify(body))
  const start = (at = server) => at.startThrough(clock.before, '--config', config)
  const setClock = (sinceLeft) => clock.set(Date.parse(expected.leftAt) + sinceLeft - Date.now())
  const takeInventory = (at) => inventoryOf(at, { people: cookiesOf(expected.people), operator: 'operator', places: expected.places, ...expected.span })

  before(async () => {
    execFileSync('tar', ['-C', folder, '-m', '-I', 'zstd -d --long=27', '-xf', join(here, archive)])
    expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
    const gateway = join(folder, 'gateway.sh')
    writeFileSync(gateway, `#!/bin/sh\ncat >>"${calls}"\necho >>"${calls}"\n`)
    chmodSync(gateway, 0o755)
    config = join(folder, 'config.yaml')
    writeFileSync(config, `notify:\n  programs:\n    sms: {run: ["${gateway}"]}\n`)
    cpSync(join(folder, 'data'), join(folder, 'untouched'), { recursive: true })
    setClock(5_000)
    await start()
    words = renamedFor(JSON.parse(await command('openapi')))
    inventory = await takeInventory(server)
  })
  after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('every session of before is still signed in, and every password is accepted', async () => {
    for (const person of Object.values(expected.people)) {
      if (person.cookie) assert.equal((await server.app(person.cookie, 'GET', '/api/me')).person.name, person.name)
      assert.ok(await server.signIn(person), person.name)
    }
  })

  test('each person sees what they saw: places, people, greenhouses, rules, alarms, commands, devices', () => {
    assert.deepEqual(Object.keys(inventory.answers), Object.keys(expected.inventory.answers))
    assertNothingLost(expected.inventory.answers, inventory.answers, 'answers', words)
  })

  test('the channels of each place are the same', () => assertNothingLost(expected.inventory.channels, inventory.channels, 'channels', words))

  test('every SensorThings entity is there with its links', () => assertNothingLost(expected.inventory.entities, inventory.entities, 'entities', words))

  test('every reading is there with its value, numbers and others', () => {
    assert.ok(Object.values(expected.inventory.observations).reduce((sum, { count }) => sum + count, 0) > 1000)
    assertNothingLost(expected.inventory.observations, inventory.observations, 'observations', words)
  })

  test('the hourly curves are the same, of raw readings and of roll-ups', () => assertNothingLost(expected.inventory.curves, inventory.curves, 'curves', words))

  test('every entry of the journal is as it was written', async () => {
    const entries = await journalOf(server.data)
    assert.ok(entries.length >= expected.journal.length)
    expected.journal.forEach((entry, n) => {
      for (const [column, value] of Object.entries(entry)) assert.equal(entries[n][column], value, `${column} of entry ${n + 1}`)
    })
  })

  test('the clock of the retention goes on from where it was', async () => {
    const before = await statesOf(join(folder, 'untouched'))
    const now = await statesOf(server.data)
    assert.ok(Object.keys(before).length > 0)
    for (const [name, value] of Object.entries(before)) assert.ok(now[words.states[name] ?? name] >= value, `${name} is kept`)
  })

  test('a persistent MQTT session receives what it missed, and a retained message is kept', async () => {
    const { device, clientId, missed, retained } = expected.session
    const { token } = expected.devices[device]
    const mqtt = (await import('mqtt')).default
    const client = mqtt.connect(server.mqttUrl, { username: token, reconnectPeriod: 0, clientId, clean: false })
    const received = []
    client.on('message', (topic, payload) => received.push(`${topic} ${payload}`))
    let sessionPresent
    client.on('connect', (packet) => (sessionPresent = packet.sessionPresent))
    await until('the missed message', () => received.includes(`${missed.topic} ${missed.text}`))
    assert.equal(sessionPresent, true)
    await client.subscribeAsync(retained.topic, { qos: 1 })
    await until('the retained message', () => received.includes(`${retained.topic} ${retained.text}`))
    await client.endAsync()
  })

  test('a command that waited for its device is sent to it', async () => {
    const { token } = expected.devices.two
    const client = await connected(server, token)
    const received = []
    client.on('message', (topic, payload) => received.push({ id: Number(topic.split('/').at(-1)), ...JSON.parse(payload) }))
    await client.subscribeAsync('v1/devices/me/rpc/request/+', { qos: 1 })
    const { id, method, params } = await until('the command', () => received[0])
    assert.deepEqual([id, method, params.action], [expected.waitingCommand, 'vent', 'close'])
    await client.endAsync()
  })

  test('a notice that waited is delivered', async () => {
    setClock(20 * minute)
    const notices = await until('the command of the operator to be called', () => {
      const text = existsSync(calls) ? readFileSync(calls, 'utf8') : ''
      return text.endsWith('}\n') && text.trim().split('\n')
    }, 60_000)
    assert.match(JSON.parse(notices[0]).to, /^1\d{10}$/)
  })

  test('devices keep their tokens, and an open invitation still gives its role', async () => {
    for (const [key, { token, name }] of Object.entries(expected.devices)) {
      const answer = await server.post(`/api/v1/${token}/telemetry`, token, { air_temperature: 15 }, { authorization: '' })
      assert.equal(answer.status, key === 'revoked' ? 401 : 200, name)
    }
    const cookie = await server.cookieFrom(`/api/invitations/${expected.invitation}/accept`,
      { name: '示例技术员02', phone: '15400000999', password: 'lantern-river-41' })
    const { roles } = await server.app(cookie, 'GET', '/api/me')
    assert.deepEqual(roles.map(({ role }) => role), ['technician'])
  })

  test('an open alarm ends when its cause is over, with its course', async () => {
    const { alarms } = await ask('operator', 'GET', '/api/alarms')
    const { id } = alarms.find(({ code }) => code === 'air_cold_danger')
    await server.post(`/api/v1/${expected.devices.one.token}/telemetry`, '', { air_temperature: 15 }, { authorization: '' })
    setClock(27 * minute)
    await server.post(`/api/v1/${expected.devices.one.token}/telemetry`, '', { air_temperature: 15 }, { authorization: '' })
    const cleared = await until('the alarm to clear', async () => {
      const alarm = await ask('operator', 'GET', `/api/alarms/${id}`)
      return alarm.clearedAt && alarm
    })
    const course = cleared.changes.map(({ change }) => change)
    assert.deepEqual([course[0], course.at(-1)], ['raised', 'cleared'])
  })

  test('the check is clean, and a backup of it restores with everything', async () => {
    await server.stop()
    assert.match(await server.check(), /clean/)
    const backup = join(folder, 'backup.tar.zst')
    await command('backup', backup, '--data', join(folder, 'untouched'))
    const restored = new Server(join(folder, 'restored'))
    await command('restore', backup, '--data', restored.data)
    assert.match(await restored.check(), /clean/)
    setClock(5_000)
    await start(restored)
    try {
      const again = await takeInventory(restored)
      assertNothingLost(expected.inventory, again, 'restored', words)
    } finally {
      await restored.stop()
    }
  })
})
