// A county whose state is in PostgreSQL: moved there and back, backed up, with one server, and while the database is away.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

import mqtt from 'mqtt'

import { Postgresql } from '../postgresql.mjs'

delete process.env.STATE // these tests name the database themselves
delete process.env.SERIES
const { Server, command, cunkou, freePort, pause, root, run, until, village } = await import('../server.mjs')

const execute = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'cunkou-state-'))
const postgresql = new Postgresql()
await postgresql.start()
const servers = [], remotes = []
after(async () => {
  for (const server of servers) await server.stop()
  for (const one of [postgresql, ...remotes]) await one.remove()
  rmSync(folder, { recursive: true, force: true })
})

const psql = (query) => execute('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-At', '-c', query, postgresql.url])
let schemas = 0
// An empty database: its address and a configuration with it. `more`: further lines.
async function database(more = '') {
  const schema = `county_${++schemas}`
  await psql(`CREATE SCHEMA ${schema}`)
  const address = `${postgresql.url}&options=-csearch_path%3D${schema}`
  const config = join(folder, `${schema}.yaml`)
  writeFileSync(config, `state: "${address}"\n${more}`)
  return { address, config, schema }
}

const start = Date.parse('2026-01-01T00:00:00Z')
const write = (server, token, from, count) =>
  server.post('/api/v2/write?precision=ms', token,
    Array.from({ length: count }, (_, n) => `s value=${(from + n) % 977 / 10} ${start + (from + n) * 1000}`).join('\n'),
    { 'content-type': 'text/plain' })

// A county with places, a device and readings, in files; nothing serves it.
async function county() {
  const server = await Server.withPlaces()
  servers.push(server)
  server.token = await server.addDevice('迁移')
  await server.start()
  assert.ok((await write(server, server.token, 0, 1000)).ok)
  await server.stop()
  return server
}
const journal = (data, ...words) => command('journal', '--last', '1000', '--data', data, ...words)
const count = async (server) => server.count((await server.streams(server.token)).get('s'), server.token)

test('migrate-state moves a county to the database and back, and says what it did', async () => {
  const server = await county()
  const { address, config } = await database()
  const before = await journal(server.data)
  const there = await command('migrate-state', '--to', address, '--data', server.data)
  assert.match(there, /\d+ {2}journal\n/)
  assert.match(there, /tables with \d+ rows; the chain of the journal was compared|张表、\d+ 行/)
  assert.deepEqual(readdirSync(server.data).filter((name) => /cunkou\.db|^state$/.test(name)).sort(), ['cunkou.db.moved', 'state'])

  const blind = await run('place', 'list', '--data', server.data)
  assert.equal(blind.code, 1, 'a command without the configuration does not take the folder for an empty one')
  assert.match(blind.stderr, /--config/)
  assert.equal(await journal(server.data, '--config', config), before)
  assert.match(await command('check', '--data', server.data, '--config', config), /clean/)
  await server.start('--config', config)
  assert.equal(await count(server), 1000)
  assert.ok((await write(server, server.token, 1000, 10)).ok)
  assert.ok((await server.post('/api/v2/write', server.token, 'fresh value=1', { 'content-type': 'text/plain' })).ok, 'a new stream is stored in the database')
  const beside = await run('migrate-state', '--to', 'file', '--data', server.data, '--config', config)
  assert.equal(beside.code, 1, 'not while a server runs')
  await server.stop()

  const after = await journal(server.data, '--config', config)
  await command('migrate-state', '--to', 'file', '--data', server.data, '--config', config)
  assert.equal(await journal(server.data), after)
  await server.start()
  assert.equal(await count(server), 1010)
  assert.ok((await server.streams(server.token)).has('fresh'))
  await server.stop()
})

test('migrate-state --with-readings moves the readings too, and back', async () => {
  const server = await county()
  const { address, config } = await database('series: state\n')
  assert.match(await command('migrate-state', '--with-readings', '--to', address, '--data', server.data), /write-ahead|预写/)
  assert.ok(!existsSync(join(server.data, 'series.db')))
  await server.start('--config', config)
  assert.equal(await count(server), 1000)
  assert.ok((await write(server, server.token, 1000, 10)).ok)
  await server.stop()
  assert.match(await command('check', '--data', server.data, '--config', config), /1010 readings.*clean/)
  await command('migrate-state', '--to', 'file', '--data', server.data, '--config', config)
  assert.match(await server.check(), /1010 readings.*clean/)
})

test('migrate-state refuses a database with data, a server that does not answer and a second move, and changes nothing', async () => {
  const [server, other] = [await county(), await county()]
  const { address, config } = await database()
  await command('migrate-state', '--to', address, '--data', other.data)
  for (const [to, why] of [
    [address, /holds data already|已经有数据/],
    ['postgresql://cunkou@127.0.0.1:1/none', /does not answer|连不上/],
    ['postgresql://cunkou@/none?colour=red', /colour/],
    ['/tmp/elsewhere.db', /postgresql:\/\//],
    ['file', /already|本来/],
  ]) {
    const ran = await run('migrate-state', '--to', to, '--data', server.data)
    assert.equal(ran.code, 1, to)
    assert.match(ran.stderr, why)
    assert.ok(existsSync(join(server.data, 'cunkou.db')), to)
    assert.ok(!existsSync(join(server.data, 'state')), to)
  }
  const second = await run('migrate-state', '--to', (await database()).address, '--data', other.data, '--config', config)
  assert.match(second.stderr, /move it back first|先用 --to file/)
  assert.match(await server.check(), /clean/)
})

test('a killed move leaves the county where it was or where it goes, and the next one succeeds', { timeout: 240_000 }, async () => {
  const server = await county()
  const before = await journal(server.data)
  const { config, schema } = await database('series: state\n')
  const move = ['migrate-state', '--data', server.data, '--config', config, '--to']
  const isMoved = () => existsSync(join(server.data, 'state'))
  const killed = async (to, ms) => {
    const child = spawn(cunkou, [...move, to], { stdio: 'ignore' })
    const ended = once(child, 'exit')
    await pause(ms)
    child.kill('SIGKILL')
    await ended
  }
  const [found, ended] = [{ there: 0, here: 0 }, { there: 0, here: 0 }]
  const isSeen = () => ['there', 'here'].every((where) => found[where] > 0 && ended[where] > 0)
  for (let ms = 20; ms <= 400 || (!isSeen() && ms < 8000); ms += 20 + Math.floor(ms / 4)) {
    for (const [where, to, words] of [['there', 'configured', ['--config', config]], ['here', 'file', []]]) {
      await killed(to, ms)
      if (isMoved() !== (where === 'there')) {
        ++found[where]
        await command(...move, to)
      } else {
        ++ended[where]
      }
      assert.equal(await journal(server.data, ...words), before, `killed after ${ms} ms on its way ${where}`)
      assert.match(await command('check', '--data', server.data, ...words), /1000 readings.*clean/)
    }
    await psql(`DROP SCHEMA ${schema}, ${schema}_series CASCADE; CREATE SCHEMA ${schema}`)
  }
  assert.ok(isSeen(), JSON.stringify({ found, ended }))
})

test('a second server on the database refuses to start and says which one holds it', async () => {
  const server = await county()
  const { address, config } = await database()
  await command('migrate-state', '--to', address, '--data', server.data)
  await server.start('--config', config)
  const second = new Server()
  servers.push(second)
  await assert.rejects(second.start('--config', config), new RegExp(`process ${server.child.pid}`))
  assert.match(await command('device', 'add', '旁边', '--place', village, '--profile', 'any', '--data', server.data, '--config', config), /旁边/)
  await server.kill()
  await server.start('--config', config)
  await server.stop()
})

test('a backup restores to either engine', async () => {
  const server = await county()
  const first = await database()
  await command('migrate-state', '--to', first.address, '--data', server.data)
  const before = await journal(server.data, '--config', first.config)
  const to = join(folder, 'county.tar.zst')
  await command('backup', to, '--data', server.data, '--config', first.config)
  const file = join(folder, 'restored-file')
  await command('restore', to, '--data', file)
  assert.equal(await journal(file), before)
  assert.match(await command('check', '--data', file), /1000 readings.*clean/)
  const second = await database('series: state\n')
  const there = join(folder, 'restored-database')
  await command('restore', to, '--data', there, '--config', second.config)
  assert.ok(!existsSync(join(there, 'cunkou.db')) && !existsSync(join(there, 'series.db')))
  assert.equal(await journal(there, '--config', second.config), before)
  assert.match(await command('check', '--data', there, '--config', second.config), /1000 readings.*clean/)
  const again = await run('restore', to, '--data', join(folder, 'restored-twice'), '--config', second.config)
  assert.match(again.stderr, /holds data already|已经有数据/)
})

test('a county that was never served, with its readings in the database, is checked, backed up and moved back', async () => {
  const { config } = await database('series: state\n')
  const data = mkdtempSync(join(folder, 'never-'))
  await command('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', data, '--config', config)
  assert.match(await command('check', '--data', data, '--config', config), /clean/)
  const to = join(folder, 'never.tar.zst')
  await command('backup', to, '--data', data, '--config', config)
  const restored = join(folder, 'never-restored')
  await command('restore', to, '--data', restored)
  await command('migrate-state', '--to', 'file', '--data', data, '--config', config)
  for (const one of [restored, data]) assert.match(await command('check', '--data', one), /clean/)
})

test('while the database is away readings are acknowledged and readiness is off; afterwards all goes on by itself', async () => {
  const server = await county()
  const { address, config } = await database()
  await command('migrate-state', '--to', address, '--data', server.data)
  await server.start('--config', config)
  const device = await mqtt.connectAsync(server.mqttUrl, { username: server.token, reconnectPeriod: 0 })
  await postgresql.kill()
  const answer = await fetch(server.url('/readyz'))
  assert.equal(answer.status, 503)
  assert.match(await answer.text(), /does not answer|connection .*lost/)
  assert.ok((await write(server, server.token, 1000, 10)).ok, 'readings of known streams are stored in series.db')
  await device.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: start + 2_000_000, values: { s: 1 } }), { qos: 1 })
  const early = await server.post('/api/v2/write', server.token, 'early value=1', { 'content-type': 'text/plain' })
  assert.equal(early.status, 503, 'a new stream needs the state')
  const health = await fetch(server.url('/healthz'), { headers: { cookie: 'cunkou_session=of-nobody' } })
  assert.equal(health.status, 200)
  const refused = await server.fetch('/v1.1/Things', server.token, { headers: { 'accept-language': 'en' } })
  assert.equal(refused.status, 503)
  assert.match(await refused.text(), /recovers by itself/, 'people read nothing of servers and ports')
  assert.match(await (await fetch(server.url('/metrics'))).text(), /cunkou_state_up 0/)
  const about = await fetch(server.url('/'))
  assert.ok(about.status < 500, 'the app itself is served')
  assert.equal((await fetch(server.url('/healthz'))).status, 200)
  await until('the log to say so', () => /not ready: .*does not answer/.test(server.log))
  await postgresql.start()
  await until('the server to be ready', async () => (await fetch(server.url('/readyz'))).ok)
  assert.equal(await count(server), 1011)
  assert.equal(server.gone, null)
  assert.match(await (await fetch(server.url('/metrics'))).text(), /cunkou_state_up 1/)
  await until('the log to say so', () => /ready again after \d+ s/.test(server.log))
  await device.endAsync()
  await server.stop()
})

// What a database must not stop: health, and readings of known streams over HTTP and of a device that connects now.
async function answersWithoutState(server, value) {
  const cookie = server.cookie
  const asked = [
    ...Array.from({ length: 12 }, () => fetch(server.url('/api/alarms'), { headers: { cookie } })),
    ...Array.from({ length: 8 }, () => fetch(server.url('/v1.1/Things'), { headers: { authorization: `Bearer ${server.token}` } })),
    ...Array.from({ length: 8 }, () => fetch(server.url('/readyz'), { headers: { cookie } })),
  ].map((answer) => answer.then(({ status }) => status))
  let answered = 0
  for (const answer of asked) answer.then(() => ++answered)
  await pause(500)
  assert.equal((await fetch(server.url('/healthz'))).status, 200)
  assert.equal((await fetch(server.url('/api/about'))).status, 200)
  assert.ok((await write(server, server.token, value, 10)).ok, 'a reading is acknowledged')
  const device = await mqtt.connectAsync(server.mqttUrl, { username: server.token, reconnectPeriod: 0 })
  await device.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: start + 1000 * (value + 10), values: { s: 1 } }), { qos: 1 })
  await device.endAsync()
  assert.ok(answered < asked.length, 'the database hangs')
  return Promise.all(asked)
}

test('a database that hangs, or a table that is locked, stops neither readings of known streams nor what needs no state', { timeout: 180_000 }, async () => {
  const server = new Server()
  servers.push(server)
  const { config, schema } = await database()
  await command('sample', '--history-days', '0', '--data', server.data, '--config', config)
  await server.start('--config', config)
  const people = JSON.parse(readFileSync(join(server.data, 'sample/sign-in.json'), 'utf8'))
  server.cookie = await server.signIn(people.operator)
  server.token = (await server.app(server.cookie, 'POST', '/api/devices', JSON.stringify({ name: '示例设备', placeCode: village, profile: 'any' }))).token
  assert.ok((await write(server, server.token, 0, 1000)).ok)
  postgresql.freeze()
  try {
    const all = answersWithoutState(server, 1000)
    const ready = await fetch(server.url('/readyz'))
    assert.equal(ready.status, 503)
    assert.match(await ready.text(), /does not answer|no answer/)
    assert.ok((await all).every((status) => status === 503), `${await all}`)
  } finally {
    postgresql.goOn()
  }
  await until('the server to be ready', async () => (await fetch(server.url('/readyz'))).ok)
  const locker = execute('psql', ['-X', '-q', '-c', `BEGIN; LOCK TABLE ${schema}.alarms; SELECT pg_sleep(4)`, postgresql.url])
  await until('the lock', async () => (await psql("SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(4)%' AND wait_event = 'PgSleep'")).stdout !== '')
  await answersWithoutState(server, 1011)
  await locker
  await until('the server to be ready', async () => (await fetch(server.url('/readyz'))).ok)
  assert.equal(await count(server), 1022)
  await server.stop()
})

test('1,000 connected devices, pages and readiness at once need ten connections', { timeout: 240_000 }, async () => {
  const server = new Server()
  servers.push(server)
  const { address, config } = await database('series: state\n')
  await psql('CREATE ROLE ten LOGIN CONNECTION LIMIT 10') // the eleventh is refused, and with it what needs it
  await psql(`ALTER SCHEMA ${address.split('%3D')[1]} OWNER TO ten; GRANT CREATE ON DATABASE postgres TO ten`)
  writeFileSync(config, readFileSync(config, 'utf8').replace('cunkou@', 'ten@'))
  await command('sample', '--history-days', '1', '--data', server.data, '--config', config)
  await server.start('--config', config)
  const people = JSON.parse(readFileSync(join(server.data, 'sample/sign-in.json'), 'utf8'))
  const cookie = await server.signIn(people.operator)
  const { greenhouses } = await server.app(cookie, 'GET', '/api/greenhouses')
  const devices = []
  for (let n = 0; n < 1000; ++n) {
    const { token } = await server.app(cookie, 'POST', '/api/devices',
      JSON.stringify({ name: `示例设备 ${n}`, placeCode: village, profile: 'any' }))
    devices.push(await mqtt.connectAsync(server.mqttUrl, { username: token, reconnectPeriod: 0 }))
  }
  let goesOn = true, done = 0
  const again = async (ask) => {
    for (let n = 0; goesOn; ++n, ++done) await ask(n)
  }
  const ready = async () => assert.equal(await (await fetch(server.url('/readyz'))).text(), 'ready\n')
  const busy = [
    ...Array.from({ length: 20 }, (_, n) => again(() => server.app(cookie, 'GET', `/api/greenhouses/${greenhouses[n % greenhouses.length].id}/series?buckets=600`))),
    ...Array.from({ length: 20 }, () => again(() => server.app(cookie, 'GET', '/api/alarms?state=all'))),
    ...Array.from({ length: 8 }, () => again(ready)),
    ...devices.map((device) => device.publishAsync('v1/devices/me/telemetry', '{"air_temperature":9}', { qos: 1 })),
  ]
  const held = Promise.all(busy)
  await Promise.race([held, until('many requests', () => done > 1000)])
  goesOn = false
  await held
  assert.doesNotMatch(server.log, /too many connections/)
  for (const device of devices) device.end(true)
  await server.stop()
})

test('over the network with TLS: the certificate and the password are checked, and the password is in no message, log or metric', async () => {
  const remote = new Postgresql()
  remotes.push(remote)
  const port = await freePort()
  const certificate = remote.listenWithTls(port)
  await remote.start()
  const data = mkdtempSync(join(folder, 'remote-'))
  const [password, file, config] = ['se/c&r?t %41', join(folder, 'password-file'), join(folder, 'remote.yaml')]
  await execute('psql', ['-X', '-q', '-c', `CREATE USER clerk PASSWORD '${password}'`, '-c', 'CREATE DATABASE county OWNER clerk', remote.url])
  writeFileSync(file, `${password}\n`)
  const imported = (address, more = '', env = {}) => {
    writeFileSync(config, `state: ${address}\n${more}`)
    return execute(cunkou, ['place', 'import', join(root, 'definitions/sample/county.csv'), '--data', data, '--config', config],
      { env: { ...process.env, ...env } }).catch((failed) => failed)
  }
  const verified = `postgresql://clerk@localhost:${port}/county?sslmode=verify-full&sslrootcert=${certificate}`
  const fromFile = `state_password_file: ${file}\n`
  for (const [address, more, why] of [
    [`postgresql://clerk@localhost:${port}/county?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt`, fromFile, /certificate verify failed/],
    [`postgresql://clerk@127.0.0.1:${port}/county?sslmode=verify-full&sslrootcert=${certificate}`, fromFile, /does not match host name/],
    [`postgresql://clerk@localhost:${port}/county?sslmode=disable`, fromFile, /no encryption/],
    [verified, '', /asks for a password/],
    [verified.replace('clerk@', 'clerk:wrong@'), '', /refuses the connection.*password authentication failed/],
  ]) {
    const refused = await imported(address, more)
    assert.match(`${refused.stderr}`, why, address)
    assert.ok(!`${refused.stdout}${refused.stderr}`.includes(password))
  }
  assert.match((await imported(verified, fromFile)).stdout, /\d/)
  assert.match((await imported(verified, '', { PGPASSWORD: password })).stdout, /\d/)
  await imported(verified, fromFile)
  const server = new Server(data)
  servers.push(server)
  await server.start('--config', config)
  await remote.kill()
  assert.equal((await fetch(server.url('/readyz'))).status, 503)
  await until('the log to say so', () => /not ready/.test(server.log))
  const shown = server.log + (await (await fetch(server.url('/metrics'))).text()) + readFileSync(`/proc/${server.child.pid}/cmdline`) +
    readFileSync(join(data, 'state'), 'utf8')
  assert.ok(!shown.includes(password) && !shown.includes(encodeURIComponent(password)))
  await server.stop()
  await remote.start()
  const tls = await execute('psql', ['-X', '-At', '-c', 'SELECT count(*) FROM places', `${remote.url.replace('/postgres', '/county')}`])
  assert.ok(Number(tls.stdout) > 10)
})

test('a server that finds another in its place stops, and a reading is acknowledged by one server alone', { timeout: 120_000 }, async () => {
  const server = await county()
  const { address, config } = await database('series: state\n')
  await command('migrate-state', '--with-readings', '--to', address, '--data', server.data)
  await server.start('--config', config)
  server.child.kill('SIGSTOP')
  await psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'cunkou serve%'")
  const second = new Server()
  servers.push(second)
  await second.start('--config', config).finally(() => server.child.kill('SIGCONT'))
  assert.deepEqual(await server.ended, { code: 1, signal: null })
  assert.match(server.log, new RegExp(`another server uses the database.*process ${second.child.pid}.*stopping`))
  assert.equal((await fetch(second.url('/readyz'))).status, 200)
  await second.stop()
  await server.start('--config', config)
  assert.equal(await count(server), 1000)
  await server.stop()
})

test('a database that lost one half of the county is refused, by commands too', async () => {
  const server = await county()
  const { address, config, schema } = await database('series: state\n')
  await command('migrate-state', '--with-readings', '--to', address, '--data', server.data)
  const refused = async (why) => {
    for (const words of [['check'], ['serve'], ['backup', join(folder, 'half')]]) {
      const ran = await run(...words, '--data', server.data, '--config', config)
      assert.equal(ran.code, 1, words[0])
      assert.match(ran.stderr, why, words[0])
    }
    assert.ok(!existsSync(join(folder, 'half')))
  }
  await command('check', '--data', server.data, '--config', config)
  await psql(`ALTER SCHEMA ${schema}_series RENAME TO elsewhere`)
  await refused(/ends in _series is gone/)
  await psql(`ALTER SCHEMA elsewhere RENAME TO ${schema}_series`)
  await psql(`ALTER SCHEMA ${schema} RENAME TO elsewhere; CREATE SCHEMA ${schema}`)
  await refused(/this county is not in/)
  rmSync(join(server.data, 'state'))
  await refused(/are gone, the readings are there/)
  await psql(`DROP SCHEMA ${schema}; ALTER SCHEMA elsewhere RENAME TO ${schema}`)
  assert.match(await command('check', '--data', server.data, '--config', config), /1000 readings.*clean/)
})

test('the county is found under another name of its database, and no other county is taken for it', async () => {
  const [server, other] = [await county(), await county()]
  const [first, second] = [await database(), await database()]
  await command('migrate-state', '--to', first.address, '--data', server.data)
  await command('migrate-state', '--to', second.address, '--data', other.data)
  const renamed = join(folder, 'renamed.yaml')
  writeFileSync(renamed, `state: "${first.address.replace('host=', 'port=5432&host=/nowhere,')}"\n`)
  await command('check', '--data', server.data, '--config', renamed)
  await server.start('--config', renamed)
  await server.stop()
  assert.match(readFileSync(join(server.data, 'state'), 'utf8'), /nowhere:5432/)
  await command('check', '--data', server.data, '--config', first.config)
  const wrong = await run('check', '--data', server.data, '--config', second.config)
  assert.equal(wrong.code, 1)
  assert.match(wrong.stderr, /this county is not in/)
})

test('an older copy of the county is refused, until the note is removed', async () => {
  const server = await county()
  const [first, second] = [await database(), await database()]
  await command('migrate-state', '--to', first.address, '--data', server.data)
  await command('migrate-state', '--to', 'file', '--data', server.data, '--config', first.config)
  await command('migrate-state', '--to', second.address, '--data', server.data)
  await server.start('--config', second.config)
  await command('device', 'add', '后来的', '--place', village, '--profile', 'any', '--data', server.data, '--config', second.config)
  await server.stop()
  for (const words of [['check'], ['serve'], ['migrate-state', '--to', 'file']]) {
    const ran = await run(...words, '--data', server.data, '--config', first.config)
    assert.equal(ran.code, 1, words[0])
    assert.match(ran.stderr, /older copy of the county/, words[0])
  }
  await command('check', '--data', server.data, '--config', second.config)
  rmSync(join(server.data, 'state'))
  await command('check', '--data', server.data, '--config', first.config)
})

test('a new folder on the database of a county without its readings is refused with the reason', async () => {
  const server = await county()
  const { address, config } = await database()
  await command('migrate-state', '--to', address, '--data', server.data)
  const other = await run('serve', '--data', mkdtempSync(join(folder, 'new-')), '--config', config)
  assert.equal(other.code, 1)
  assert.match(other.stderr, /is a new folder/)
})

test('migrate-state --to configured takes the database, the password and the place of the readings from the configuration', async () => {
  const server = await county()
  const { config } = await database('series: state\n')
  assert.match((await run('migrate-state', '--to', 'configured', '--data', server.data)).stderr, /no state: postgresql/)
  await command('migrate-state', '--to', 'configured', '--data', server.data, '--config', config)
  assert.match(await command('check', '--data', server.data, '--config', config), /1000 readings.*clean/)
  const again = await run('migrate-state', '--to', 'configured', '--data', server.data, '--config', config)
  assert.match(again.stderr, /move it back first/)
  await command('migrate-state', '--to', 'file', '--data', server.data, '--config', config)
  await command('migrate-state', '--to', (await database()).address, '--data', server.data)
  assert.ok(existsSync(join(server.data, 'cunkou.db.moved')) && existsSync(join(server.data, 'cunkou.db.moved-2')))
})

test('a killed restore leaves a database that nobody takes for a county, and the next restore fills it', { timeout: 120_000 }, async () => {
  const server = await county()
  const archive = join(folder, 'killed.tar.zst')
  await command('backup', archive, '--data', server.data)
  const { config, schema } = await database('series: state\n')
  let unfinished = 0
  for (let ms = 20; ms <= 400; ms += 20) {
    const to = join(folder, `killed-${ms}`)
    const child = spawn(cunkou, ['restore', archive, '--data', to, '--config', config], { stdio: 'ignore' })
    const ended = once(child, 'exit')
    await pause(ms)
    child.kill('SIGKILL')
    await ended
    if (existsSync(to)) {
      assert.match(await command('check', '--data', to, '--config', config), /1000 readings.*clean/)
      await psql(`DROP SCHEMA ${schema}, ${schema}_series CASCADE; CREATE SCHEMA ${schema}`)
      continue
    }
    const elsewhere = mkdtempSync(join(folder, 'elsewhere-'))
    const ran = await run('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', elsewhere, '--config', config)
    if (ran.code === 0) await psql(`DROP SCHEMA ${schema} CASCADE; CREATE SCHEMA ${schema}`) // it had not begun
    else assert.match(ran.stderr, /did not end: run that command again/)
    unfinished += ran.code
  }
  assert.ok(unfinished > 0, 'one was killed between its begin and its end')
  await psql(`DROP SCHEMA IF EXISTS ${schema}, ${schema}_series CASCADE; CREATE SCHEMA ${schema}`)
})
