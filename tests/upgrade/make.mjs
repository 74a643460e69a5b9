// Writes the archive of one version: a small county with everything that a data folder can hold, as that version left it
// after a clean stop, and expected.json with what has to be found in it.
//
//   CUNKOU=/path/to/cunkou node tests/upgrade/make.mjs 0.1.0-b489f91
//
// makes tests/upgrade/0.1.0-b489f91.tar.zst. Passwords and tokens are made at random and kept in expected.json; they belong to
// the sample data only.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { FakeClock } from '../fake_clock.mjs'
import { connected } from '../ingest_clients.mjs'
import { Server, command, cunkou, root, until, village } from '../server.mjs'
import { inventoryOf, journalOf } from './inventory.mjs'

const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour
const begin = Math.ceil(Date.now() / day) * day + 4 * day + 2 * hour // ten in the morning in Beijing
const county = '610829000000', town = '610829101000', group = '610829101201001'

const name = process.argv[2]
assert.match(name ?? '', /^[0-9a-z.-]+$/, 'give the name of the archive: VERSION-COMMIT')
const work = mkdtempSync(join(tmpdir(), 'cunkou-upgrade-'))
const clock = new FakeClock(work)
const server = new Server(join(work, 'data'))
mkdirSync(server.data, { mode: 0o700 })
const people = {} // key: {role, name, phone, password, cookie}
const devices = {} // key: {id, name, token}
const greenhouses = {} // key: id

const ask = (key, method, path, body) => server.app(people[key].cookie, method, path, body && JSON.stringify(body))
// The severity of missing readings, and of a channel the escalation step and a kind had other words before.
const { Severity, NewChannel } = JSON.parse(execFileSync(cunkou, ['openapi'])).components.schemas
const noData = Severity.enum.find((word) => ['lost', 'no_data'].includes(word))
const step = Object.keys(NewChannel.properties).find((name) => ['rung', 'escalationStep'].includes(name))
const program = NewChannel.properties.kind.enum.find((word) => ['command', 'program'].includes(word))
const iso = (ms) => new Date(ms).toISOString()
const setClock = (ms) => clock.set(ms - Date.now())

function configuration(lines) {
  const gateway = join(work, 'gateway.sh')
  writeFileSync(gateway, '#!/bin/sh\nexit 1\n')
  chmodSync(gateway, 0o755)
  const file = join(work, 'config.yaml')
  writeFileSync(file, `notify:\n  ${program}s:\n    sms: {run: ["${gateway}"]}\nseries:\n  head_readings: 2000\n${lines}`)
  return file
}

async function signUp(key, role, personName, phone, place) {
  const password = randomBytes(9).toString('base64url')
  const { code } = await ask('operator', 'POST', '/api/invitations', { role, name: personName, ...place })
  const cookie = await server.cookieFrom(`/api/invitations/${code}/accept`, { name: personName, phone, password })
  people[key] = { role, name: personName, phone, password, cookie }
}

// After the start: a server without an operator withdraws earlier invitations and prints a link of its own.
async function operatorSignsUp() {
  const code = await server.invite('operator', county)
  const person = { name: '示例运维员', phone: '15400000001', password: randomBytes(9).toString('base64url') }
  people.operator = { role: 'operator', ...person, cookie: await server.cookieFrom(`/api/invitations/${code}/accept`, person) }
}

async function addDevice(key, wanted) {
  const { device, token } = await ask('operator', 'POST', '/api/devices', wanted)
  devices[key] = { id: device.id, name: wanted.name, token }
  greenhouses[key] = device.thing.id
}

const send = async (key, body, path = `/api/v1/${devices[key].token}/telemetry`) => {
  const answer = await server.post(path, devices[key].token, body)
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`)
}
const write = async (key, lines) => {
  const answer = await server.post('/api/v2/write?precision=ms', devices[key].token, lines.join('\n'), { 'content-type': 'text/plain' })
  assert.ok(answer.ok, `${answer.status} ${await answer.text()}`)
}

// -- the time before: readings that have become hourly and daily sums -------------------------------------------------

// faketime sets the monotonic clock, too, but does not shorten the wait for a condition on it. This library ends such a wait
// after 10 ms, and the waiting thread looks at the clock again.
function impatientWaits() {
  const library = join(work, 'waits.so')
  const source = `#include <pthread.h>
    #include <time.h>
    extern "C" int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t, const timespec*) {
      pthread_mutex_unlock(mutex);
      const timespec pause{0, 10'000'000};
      nanosleep(&pause, nullptr);
      pthread_mutex_lock(mutex);
      return 110;
    }`
  execFileSync('g++', ['-shared', '-fPIC', '-x', 'c++', '-o', library, '-'], { input: source })
  return library
}

// Starts the server on a clock that its timers follow, and lets the hourly maintenance run until it has run at `later`.
async function maintain(later, whileRunning) {
  const series = join(server.data, 'series.db')
  const maintained = () => Number(execFileSync('sqlite3', [series, "SELECT coalesce(max(value), 0) FROM state WHERE name IN ('house_clock', 'maintenance_clock')"]))
  const { LD_PRELOAD, ...rest } = clock.environment
  const environment = Object.entries({ ...rest, LD_PRELOAD: `${impatientWaits()}:${LD_PRELOAD}`, FAKETIME_DONT_FAKE_MONOTONIC: '0' })
  await server.startThrough(['env', ...environment.map(([key, value]) => `${key}=${value}`)], '--config', configuration('  raw_kept: 1d\n'))
  await whileRunning()
  for (const at of [2 * hour, later]) {
    clock.set(at)
    await until('the maintenance', () => maintained() >= Date.now() + at - minute)
  }
  await server.stop()
}

async function sumsOfOldReadings() {
  await command('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', server.data)
  const token = await server.addDevice('老记录仪')
  await maintain(48 * hour, async () => {
    await operatorSignsUp()
    const { devices: [{ id }] } = await ask('operator', 'GET', '/api/devices')
    devices.old = { id, name: '老记录仪', token }
    const from = Math.floor(Date.now() / hour) * hour - 3 * day
    await write('old', Array.from({ length: 2 * 1440 }, (_, n) => `logger level=${((n * 7919) % 1000) / 10},steps=${n % 7} ${from + n * minute}`))
  })
  assert.ok(Number(execFileSync('sqlite3', [join(server.data, 'series.db'), 'SELECT count(*) FROM roll_up'])) > 0, 'old readings became sums')
}

// -- the county -------------------------------------------------------------------------------------------------------

async function householdsAndPeople() {
  const ids = {}
  for (const [key, householdName, placeCode] of [['first', '大棚户01', group], ['second', '大棚户02', group], ['unused', '大棚户03', group]])
    ids[key] = (await ask('operator', 'POST', '/api/households', { name: householdName, placeCode })).id
  await signUp('county', 'county', '示例县干部', '15400000002', { placeCode: county })
  await signUp('town', 'town', '示例镇干部', '15400000003', { placeCode: town })
  await signUp('village', 'village', '示例村支书', '15400000004', { placeCode: village })
  await signUp('technician', 'technician', '示例技术员', '15400000005', { placeCode: town })
  await signUp('farmer', 'farmer', '示例农户01', '15400000101', { householdId: ids.first })
  await signUp('family', 'family', '示例家人01', '15400000201', { householdId: ids.first })
  await signUp('worker', 'worker', '示例工人01', '15400000301', { householdId: ids.first })
  await signUp('neighbour', 'farmer', '示例农户02', '15400000102', { householdId: ids.second })
  await signUp('left', 'worker', '示例工人02', '15400000302', { householdId: ids.first })
  const { people: all } = await ask('operator', 'GET', '/api/people?top=1000')
  const { roles } = all.find(({ name: one }) => one === '示例工人02')
  await ask('farmer', 'DELETE', `/api/roles/${roles[0].id}`)
  delete people.left.cookie
  await ask('farmer', 'PATCH', '/api/me', { elderMode: true })
  await ask('county', 'PATCH', '/api/me', { language: 'en' })
  await ask('farmer', 'PATCH', `/api/households/${ids.first}`, { quietFrom: '21:30', quietTo: '05:30' })
  const { code } = await ask('village', 'POST', '/api/invitations', { role: 'technician', placeCode: village, name: '示例技术员02' })
  const { id: withdrawn } = await ask('village', 'POST', '/api/invitations', { role: 'village', placeCode: village, name: '示例干部02' })
  await ask('village', 'DELETE', `/api/invitations/${withdrawn}`)
  return { households: ids, invitation: code }
}

async function devicesAndSettings(households) {
  const plain = { profile: 'greenhouse', placeCode: group }
  await addDevice('one', { ...plain, name: '1号棚', householdId: households.first })
  await addDevice('two', { ...plain, name: '2号棚', householdId: households.second })
  await addDevice('heated', { ...plain, name: '3号棚', profile: 'greenhouse_heated', householdId: households.first })
  await addDevice('extra', { name: '3号棚副机', profile: 'any', thingId: greenhouses.heated })
  await addDevice('logger', { name: '气象站', profile: 'any', placeCode: village })
  await addDevice('revoked', { name: '旧气象站', profile: 'any', placeCode: village })
  await write('revoked', [`rain value=1.5 ${begin - hour}`])
  await ask('operator', 'DELETE', `/api/devices/${devices.revoked.id}/token`)
  const planted = (days) => iso(begin - days * day)
  await ask('farmer', 'PATCH', `/api/greenhouses/${greenhouses.one}`, { crop: 'tomato', stage: 'fruiting', plantedAt: planted(95) })
  await ask('neighbour', 'PATCH', `/api/greenhouses/${greenhouses.two}`, { crop: 'cucumber', stage: null, plantedAt: planted(40) })
  await ask('farmer', 'PATCH', `/api/greenhouses/${greenhouses.heated}`, { crop: 'strawberry', stage: 'harvest', plantedAt: planted(110), automatic: true })
  await ask('farmer', 'PUT', `/api/greenhouses/${greenhouses.one}/rules/air_cold_danger`, { holdSeconds: 0 })
  await ask('farmer', 'PUT', `/api/greenhouses/${greenhouses.one}/rules/air_cold`, { holdSeconds: 0 })
  await ask('farmer', 'PUT', `/api/greenhouses/${greenhouses.one}/rules/air_hot`, { threshold: 33.5, clear: 31.5, severity: 'watch' })
  await ask('neighbour', 'PUT', `/api/greenhouses/${greenhouses.two}/rules/soil_dry`, { enabled: false })
  await ask('neighbour', 'PUT', `/api/greenhouses/${greenhouses.two}/rules/silent`, { severity: noData, holdSeconds: 300 })
}

async function channels() {
  const add = (code, channel) => ask('operator', 'POST', `/api/places/${code}/channels`, channel)
  await add(village, { kind: 'webhook', name: '值班室', target: 'https://office.invalid/alarms?key=sample', minSeverity: 'watch', [step]: 'household' })
  await add(village, { kind: 'wecom', name: '村工作群', target: 'https://robot.invalid/send?key=sample', minSeverity: noData, [step]: 'technician' })
  await add(town, { kind: program, name: '短信', target: 'sms', minSeverity: 'danger', [step]: 'household' })
  const { id } = await add(village, { kind: 'webhook', name: '旧值班室', target: 'https://old.invalid/', minSeverity: 'danger', [step]: 'village' })
  await ask('operator', 'DELETE', `/api/channels/${id}`)
}

// -- readings ---------------------------------------------------------------------------------------------------------

async function readings() {
  const at = clock.now()
  const count = 1200
  const values = (n) => `air_temperature=${(18 + 6 * Math.sin(n / 90)).toFixed(1)},relative_humidity=${(70 + 15 * Math.cos(n / 70)).toFixed(1)},` +
    `soil_temperature=${(14 + 2 * Math.sin(n / 300)).toFixed(1)},soil_moisture=${(35 - n / 200).toFixed(1)},solar_radiation=${n % 900}`
  for (const key of ['one', 'heated'])
    await write(key, Array.from({ length: count }, (_, n) => `greenhouse ${values(n)} ${Math.floor(at / minute) * minute - (count - n) * minute}`))
  await write('two', Array.from({ length: 300 }, (_, n) => `greenhouse ${values(n)} ${Math.floor(at / minute) * minute - (300 - n) * minute}`))
  const rows = Array.from({ length: 50 }, (_, n) => `level,${iso(at - day + n * minute)},${n / 4}\n`).join('')
  const { id } = await server.app(people.operator.cookie, 'POST', `/api/devices/${devices.logger.id}/import`, `stream,time_utc,value\n${rows}`, 'text/csv')
  await until('the import to end', async () => (await ask('operator', 'GET', `/api/imports/${id}`)).state === 'done')
  await send('one', { air_temperature: 999, relative_humidity: 66 }) // outside the plausible range: refused and counted
  await send('logger', [{ ts: at - 2000, values: { door: 'open', pump: true, state: 'idle' } }, { ts: at - 1000, values: { door: 'closed', pump: false } }])
  const logger = await connected(server, devices.logger.token)
  await logger.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: at - 3000, values: { level: -3.25, deep: 1e-9 } }), { qos: 1 })
  await logger.publishAsync('v1/devices/me/attributes', JSON.stringify({ firmware: '1.4.2', battery: { volts: 3.61, cells: [1, 2] } }), { qos: 1 })
  await logger.endAsync()
}

// -- SensorThings entities --------------------------------------------------------------------------------------------

async function entities() {
  const make = (set, body) => ask('operator', 'POST', `/v1.1/${set}`, body)
  const thing = await make('Things', {
    name: '蓄水池', description: '村北蓄水池', properties: { volume: 120, owner: { office: '水管站' } },
    Locations: [{ name: '村北', description: '坡顶', encodingType: 'application/geo+json', location: { type: 'Point', coordinates: [110.66, 37.57] } }],
    Datastreams: [{
      name: '水位', description: '水位', observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
      unitOfMeasurement: { name: 'metre', symbol: 'm', definition: 'http://unitsofmeasure.org/ucum.html#para-30' },
      Sensor: { name: '水尺', description: '人工读数', encodingType: 'text/plain', metadata: '木尺' },
      ObservedProperty: { name: '水位', definition: 'http://example.org/level', description: '水面高度' },
    }, {
      name: '阀门', description: '阀门状态', observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_CategoryObservation',
      unitOfMeasurement: { name: null, symbol: null, definition: null },
      Sensor: { name: '巡查员', description: '巡查', encodingType: 'text/plain', metadata: '每天一次' },
      ObservedProperty: { name: '阀门', definition: 'http://example.org/valve', description: '开或关' },
    }],
  })
  const id = thing['@iot.id']
  const moved = await make('Locations', { name: '村北新址', description: '坡腰', encodingType: 'application/geo+json',
    location: { type: 'Point', coordinates: [110.661, 37.571] } })
  await ask('operator', 'PATCH', `/v1.1/Things(${id})`, { description: '村北蓄水池，2026年加固', Locations: [{ '@iot.id': moved['@iot.id'] }] })
  const { value: [level, valve] } = await ask('operator', 'GET', `/v1.1/Things(${id})/Datastreams?$orderby=id asc`)
  const observe = (stream, body) => make(`Datastreams(${stream['@iot.id']})/Observations`, body)
  for (let n = 0; n < 5; ++n) await observe(level, { phenomenonTime: iso(begin - (5 - n) * hour), result: 2.5 - n / 8 })
  await observe(level, { phenomenonTime: iso(begin - 30 * minute), resultTime: iso(begin - 29 * minute), result: 1.75,
    resultQuality: { level: 'good' }, parameters: { by: '示例技术员', tape: 2 }, validTime: `${iso(begin - 30 * minute)}/${iso(begin + hour)}`,
    FeatureOfInterest: { name: '池面', description: '池面', encodingType: 'application/geo+json', feature: { type: 'Point', coordinates: [110.66, 37.57] } } })
  for (const [n, result] of ['open', 'closed', true, { turns: 3 }].entries()) await observe(valve, { phenomenonTime: iso(begin - (9 - n) * minute), result })
}

// -- alarms -----------------------------------------------------------------------------------------------------------

const alarmOf = (key, code) => until(`the alarm ${code}`, async () =>
  (await ask('operator', 'GET', '/api/alarms')).alarms.find((one) => one.code === code && one.greenhouse.id === greenhouses[key]))

async function clearedAlarm() {
  await send('one', { air_temperature: 8 })
  const { id } = await alarmOf('one', 'air_cold')
  await send('one', { air_temperature: 0.5 })
  assert.equal((await alarmOf('one', 'air_cold_danger')).id, id, 'one alarm that has become worse')
  await ask('farmer', 'POST', `/api/alarms/${id}/acknowledge`, { note: '已盖草帘' })
  await send('one', { air_temperature: 15 })
  setClock(clock.now() + 6 * minute)
  await send('one', { air_temperature: 15 })
  await until('the alarm to clear', async () => (await ask('operator', 'GET', `/api/alarms/${id}`)).clearedAt)
}

// The second greenhouse falls silent (severity `noData`), the first becomes too cold.
async function openAlarms() {
  for (let n = 0; n < 5; ++n) {
    setClock(clock.now() + 100 * second) // a longer jump counts as a pause of the program, not as silence
    await send('one', { air_temperature: 15, relative_humidity: 65 })
    await send('heated', { air_temperature: 9, relative_humidity: 60 })
    await new Promise((done) => setTimeout(done, 2500))
  }
  const silent = await alarmOf('two', 'silent')
  await send('one', { air_temperature: 0.4 })
  const { id } = await alarmOf('one', 'air_cold_danger')
  await until('deliveries that are tried again', async () =>
    (await ask('operator', 'GET', `/api/alarms/${id}`)).notices.filter(({ state, tries, attempts = tries }) => state === 'waiting' && attempts > 0).length >= 2)
  await ask('neighbour', 'POST', `/api/alarms/${silent.id}/acknowledge`, { note: '去看电' })
}

// -- commands ---------------------------------------------------------------------------------------------------------

// A device that gives the answer of a function to each command.
async function actuating(key, answer) {
  const client = await connected(server, devices[key].token)
  client.on('message', (topic, payload) => {
    const id = topic.split('/').at(-1)
    const { method, params } = JSON.parse(payload)
    client.publish(`v1/devices/me/rpc/response/${id}`, JSON.stringify(answer(method, params)), { qos: 1 })
  })
  await client.subscribeAsync('v1/devices/me/rpc/request/+', { qos: 1 })
  return client
}

const order = (key, by, actuator, action, more = {}) => ask(by, 'POST', `/api/greenhouses/${greenhouses[key]}/commands`, { actuator, action, ...more })
const reached = (id, state) => until(`command ${id} to be ${state}`, async () => (await ask('operator', 'GET', `/api/commands/${id}`)).state === state)

async function commands() {
  const obeying = await actuating('one', () => ({ accepted: true }))
  const done = await order('one', 'worker', 'vent', 'set', { position: 30, why: '换气' })
  await reached(done.id, 'acknowledged')
  await send('one', { vent_moving: 'opening', vent_position: 5 })
  await reached(done.id, 'running')
  await send('one', { vent_moving: '', vent_position: 30 })
  await reached(done.id, 'done')
  await obeying.endAsync()

  const stubborn = await actuating('heated', () => ({ accepted: false, reason: '电机过热' }))
  await reached((await order('heated', 'farmer', 'vent', 'open')).id, 'failed')
  await stubborn.endAsync()

  const waiting = await order('two', 'neighbour', 'vent', 'open')
  await ask('neighbour', 'POST', `/api/commands/${waiting.id}/cancel`)
  const late = await order('two', 'neighbour', 'roller_shutter', 'close')
  setClock(clock.now() + 3 * minute)
  await reached(late.id, 'expired')
  await send('two', { roller_shutter_manual: true, vent_position: 40, air_temperature: 16 })
}

// What is under way when the server stops: a quilt that moves, and a command that waits for its device.
async function commandsUnderWay() {
  const obeying = await actuating('one', () => ({ accepted: true }))
  const { id } = await order('one', 'farmer', 'roller_shutter', 'open')
  await reached(id, 'acknowledged')
  await send('one', { roller_shutter_moving: 'opening', roller_shutter_position: 10 })
  await reached(id, 'running')
  await obeying.endAsync()
  return (await order('two', 'neighbour', 'vent', 'close', { why: '起风了' })).id
}

// -- MQTT sessions ----------------------------------------------------------------------------------------------------

async function mqttSession() {
  const asleep = await connected(server, devices.logger.token, { clientId: 'display', clean: false })
  await asleep.subscribeAsync('me/notes', { qos: 1 })
  await asleep.endAsync()
  const writer = await connected(server, devices.logger.token)
  await writer.publishAsync('me/notes', '{"while":"away"}', { qos: 1 })
  await writer.publishAsync('me/retained', '{"kept":1}', { qos: 1, retain: true })
  await writer.endAsync()
  return { device: 'logger', clientId: 'display', missed: { topic: 'me/notes', text: '{"while":"away"}' }, retained: { topic: 'me/retained', text: '{"kept":1}' } }
}

// -- all of it --------------------------------------------------------------------------------------------------------

// The archive is of use only while it holds what is easily lost.
function assertCovers(inventory) {
  const all = JSON.stringify(inventory)
  const commandStates = ['done', 'failed', 'cancelled', 'expired', 'running', 'requested'].map((state) => `"state":"${state}"`)
  const severities = ['watch', noData, 'danger'].map((severity) => `"severity":"${severity}"`)
  const alarmStates = ['raised', 'acknowledged', 'cleared'].map((state) => `"state":"${state}"`)
  const changes = ['raised', 'worsened', 'acknowledged', 'cleared'].map((change) => `"change":"${change}"`)
  const results = ['\\"closed\\"', '{\\"turns\\":3}', '1e-9']
  for (const piece of [...commandStates, ...severities, ...alarmStates, ...changes, ...results, '"state":"waiting"', '"adjusted":true', '"manual":true'])
    assert.ok(all.includes(piece), `the county has ${piece}`)
}

function pack(expected) {
  assertCovers(expected.inventory)
  writeFileSync(join(work, 'expected.json'), JSON.stringify(expected))
  const archive = join(dirname(fileURLToPath(import.meta.url)), `${name}.tar.zst`)
  rmSync(archive, { force: true })
  cpSync(server.data, join(work, 'packed/data'), { recursive: true })
  rmSync(join(work, 'packed/data/lock'), { force: true })
  cpSync(join(work, 'expected.json'), join(work, 'packed/expected.json'))
  execFileSync('tar', ['-C', join(work, 'packed'), '--sort=name', '--mtime=2026-01-01', '--owner=0', '--group=0', '--numeric-owner', '-I', 'zstd -19 --ultra -22 --long=27',
    '-cf', archive, 'data', 'expected.json'])
  console.log(`${archive}: ${statSync(archive).size} bytes`)
}

Object.assign(process.env, clock.environment) // commands, too, run on this clock
try {
  await sumsOfOldReadings()
  setClock(begin)
  await server.start('--config', configuration(''))
  const { households, invitation } = await householdsAndPeople()
  await devicesAndSettings(households)
  await channels()
  await readings()
  await entities()
  await clearedAlarm()
  await commands()
  await openAlarms()
  const session = await mqttSession()
  const waitingCommand = await commandsUnderWay()
  const signedIn = Object.fromEntries(Object.entries(people).filter(([, { cookie }]) => cookie))
  const span = { from: iso(begin - 30 * day), to: iso(begin + day) }
  // Tallies of devices are stored every ten seconds and at the stop: the inventory is taken of the folder as it was left.
  await server.stop()
  await command('check', '--data', server.data)
  const journal = await journalOf(server.data)
  cpSync(server.data, join(work, 'as-left'), { recursive: true })
  const leftAt = clock.now()
  await server.start('--config', configuration(''))
  const places = [village, town]
  const inventory = await inventoryOf(server, { people: signedIn, operator: 'operator', places, ...span })
  await server.stop()
  rmSync(server.data, { recursive: true })
  cpSync(join(work, 'as-left'), server.data, { recursive: true })
  pack({ name, leftAt: iso(leftAt), people, devices, invitation, session, waitingCommand, greenhouses, places, span, journal, inventory })
} finally {
  await server.stop()
  rmSync(work, { recursive: true, force: true })
}
