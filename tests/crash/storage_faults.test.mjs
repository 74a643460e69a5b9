// Storage faults: a full disk, a read-only folder, a flipped byte. Messages say what to do, everything that can be served is
// served, and nothing is acknowledged before it is stored.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { Server, command, hasSeriesFile, isOnPostgresql, until, village } from '../server.mjs'

const write = (server, token, lines) =>
  server.post('/api/v2/write?precision=ms', token, lines, { 'content-type': 'text/plain' })

const start = Date.parse('2026-01-01T00:00:00Z')
const linesOf = (name, from, count) =>
  Array.from({ length: count }, (_, n) => `${name} value=${((from + n) * 7919) % 1000 / 10} ${start + (from + n) * 1000}`).join('\n')

async function withServer(run) {
  const server = await Server.withPlaces()
  try {
    await run(server)
  } finally {
    await server.remove()
  }
}

// Of the files of a county, where it has them.
const testOfSeriesFile = (...words) => hasSeriesFile && test(...words)
const testOfStateFile = (...words) => !isOnPostgresql && test(...words)

testOfSeriesFile('disk full: writes are refused with a reason, reads go on, and writes resume when there is room', () =>
  withServer(async (server) => {
    const token = await server.addDevice('满盘')
    // No file may grow beyond 2 MB: the program sees a full disk.
    await server.startThrough(['bash', '-c', 'trap "" XFSZ; ulimit -f 2048; exec "$0" "$@"'])
    const acknowledged = []
    let refusal
    for (let batch = 0; batch < 400 && !refusal; ++batch) {
      const answer = await write(server, token, linesOf(`s${batch % 7}`, batch * 5000, 5000))
      if (answer.ok) acknowledged.push(batch)
      else refusal = { status: answer.status, body: await answer.text() }
    }
    assert.ok(refusal, 'the disk must become full')
    assert.ok([503, 507].includes(refusal.status), `${refusal.status} ${refusal.body}`)
    assert.match(refusal.body, /disk|磁盘|full|space/i)
    assert.ok((await fetch(server.url('/healthz'))).ok)
    const counted = async () => {
      let sum = 0
      for (const stream of (await server.streams(token)).values()) sum += await server.count(stream, token)
      return sum
    }
    assert.equal(await counted(), acknowledged.length * 5000, 'reads go on, with every acknowledged reading')
    await server.stop()
    await server.start()
    assert.ok((await write(server, token, linesOf('after', 0, 10))).ok)
    assert.equal(await counted(), acknowledged.length * 5000 + 10)
    await server.stop()
    await server.check()
  }))

// cunkou.db (people, rules, alarms, commands) has no room while series.db has: no file of the process may grow beyond the
// present size of cunkou.db-wal.
testOfStateFile('no room in the state database: pages and readings go on, and alarms are stored once there is room', () =>
  withServer(async (server) => {
    const code = await server.invite('technician')
    const token = await server.addDevice('无余地', 'greenhouse')
    await server.startThrough(['bash', '-c', 'trap "" XFSZ; exec "$0" "$@"'])
    const cookie = await server.signUp(code)
    const cards = async () => (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses
    const alarms = async () => (await server.app(cookie, 'GET', '/api/alarms')).alarms
    const devices = async () => (await server.app(cookie, 'GET', '/api/devices')).devices
    const addDevice = (name) =>
      fetch(server.url('/api/devices'), {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ name, profile: 'any', placeCode: village }),
      })
    const size = (file) => (existsSync(join(server.data, file)) ? statSync(join(server.data, file)).size : 0)
    const limit = (bytes) => execFileSync('prlimit', ['--pid', String(server.child.pid), `--fsize=${bytes}:`])
    const cold = (minute) => ({ ts: Date.now() - (7 - minute) * 60_000, values: { air_temperature: 3 + minute / 10 } })
    const [{ id }] = await cards()
    const setThreshold = (threshold) =>
      server.app(cookie, 'PUT', `/api/greenhouses/${id}/rules/air_hot`, JSON.stringify({ threshold }))

    let added = 1
    for (; size('cunkou.db-wal') < 1_000_000; ++added) assert.ok((await addDevice(`占地${added}`)).ok)
    const full = size('cunkou.db-wal')
    for (const file of ['series.db', 'series.db-wal', 'cunkou.db']) assert.ok(size(file) < full / 2, `${file} has room: ${size(file)} of ${full}`)
    limit(full)

    const refused = await addDevice('装不下')
    const why = await refused.text()
    assert.ok([503, 507].includes(refused.status), `${refused.status} ${why}`)
    assert.match(why, /磁盘|disk/i)
    await assert.rejects(setThreshold(33), /50[37].*(磁盘|disk)/i)
    assert.ok((await server.post(`/api/v1/${token}/telemetry`, token, Array.from({ length: 7 }, (_, n) => cold(n)))).ok)
    await until('the status to be shown, though the alarm cannot be stored', async () => (await cards())[0].status === 'danger')
    await until('the log to say what to do', () => /磁盘|disk/i.test(server.log), 10_000)
    assert.equal((await alarms()).length, 0)
    assert.equal((await devices()).length, added)
    assert.ok((await fetch(server.url('/healthz'))).ok)

    limit('unlimited')
    await until('the alarm to be stored', async () => (await alarms()).some((one) => one.code === 'air_cold_danger'))
    assert.ok((await addDevice('有地方了')).ok)
    await setThreshold(33)
    await server.stop()
    assert.doesNotMatch(await server.check(), /fault/i)
    await server.start()
    assert.equal((await devices()).length, added + 1)
    assert.equal((await alarms()).length, 1)
    assert.equal(await server.count((await server.streams(token)).get('air_temperature'), token), 7)
  }))

test('a read-only data folder: a clear message and no start', () =>
  withServer(async (server) => {
    await server.addDevice('只读')
    for (const file of readdirSync(server.data)) chmodSync(join(server.data, file), 0o444)
    chmodSync(server.data, 0o555)
    const nobody = 65534
    const asNobody = process.getuid() === 0 ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : []
    if (asNobody.length) {
      chownSync(server.data, nobody, nobody)
    }
    try {
      await assert.rejects(server.startThrough(asNobody), /writ|read-only|permission|只读|权限/i)
    } finally {
      chmodSync(server.data, 0o755)
    }
  }))

testOfSeriesFile('a flipped byte in a chunk: check names it, and other streams are served', () =>
  withServer(async (server) => {
    const token = await server.addDevice('翻位')
    await server.start('--config', server.smallHead())
    for (let part = 0; part < 4; ++part) {
      for (const name of ['sound', 'hurt']) assert.ok((await write(server, token, linesOf(name, part * 3000, 3000))).ok)
    }
    const streams = await server.streams(token)
    await server.stop()
    const sql = (text) => execFileSync('sqlite3', [join(server.data, 'series.db'), text], { encoding: 'utf8' }).trim()
    const id = sql(`SELECT id FROM chunk WHERE stream = ${streams.get('hurt')} ORDER BY id LIMIT 1`)
    const hex = sql(`SELECT hex(bytes) FROM chunk_bytes WHERE id = ${id}`)
    assert.ok(hex.length > 100, 'a chunk was sealed')
    const middle = hex.length / 2 - (hex.length / 2) % 2
    const flipped = hex.slice(0, middle) + (parseInt(hex.slice(middle, middle + 2), 16) ^ 0x10).toString(16).padStart(2, '0') + hex.slice(middle + 2)
    sql(`UPDATE chunk_bytes SET bytes = x'${flipped}' WHERE id = ${id}`)
    await assert.rejects(server.check(), (error) => /stream|chunk|数据块/i.test(`${error.stdout}${error.stderr}`) && error.code !== 0)
    await server.start()
    assert.equal((await server.readings(streams.get('sound'), token)).size, 12000)
    const hurt = await server.fetch(`/v1.1/Datastreams(${streams.get('hurt')})/Observations?$top=10000`, token)
    assert.ok(hurt.ok || hurt.status >= 500, 'it answers')
    assert.ok((await write(server, token, linesOf('hurt', 13000, 10))).ok, 'and new readings are stored')
    await until('the fault in the log', () => /chunk|damaged|checksum|数据块|损坏/i.test(server.log), 5000).catch(() => {
      throw new Error(`nothing in the log speaks of the damage: ${server.log}`)
    })
  }))

// Flips a bit in the middle of what a write-ahead log of SQLite holds; returns false where it holds less than four frames.
function flipInLog(file) {
  const bytes = readFileSync(file)
  const frame = 24 + bytes.readUInt32BE(8)
  const isOfThisLog = (n) => bytes.subarray(32 + n * frame + 8, 32 + n * frame + 16).equals(bytes.subarray(16, 24))
  let frames = 0
  while (32 + (frames + 1) * frame <= bytes.length && isOfThisLog(frames)) ++frames
  if (frames < 4) return false
  bytes[32 + Math.floor(frames / 2) * frame + 24 + 40] ^= 0x10
  writeFileSync(file, bytes)
  return true
}

for (const name of ['cunkou.db', 'series.db']) {
  const testOfFile = name === 'cunkou.db' ? testOfStateFile : testOfSeriesFile
  testOfFile(`a flipped bit in the write-ahead log of ${name}: the missing commits are reported until an operator has seen to it`, () =>
    withServer(async (server) => {
      const token = await server.addDevice('翻位二', 'greenhouse')
      const code = await server.invite('technician')
      await server.start()
      const cookie = await server.signUp(code)
      const [{ id }] = (await server.app(cookie, 'GET', '/api/greenhouses')).greenhouses
      for (let n = 0; n < 12; ++n) {
        await server.app(cookie, 'PUT', `/api/greenhouses/${id}/rules/air_hot`, JSON.stringify({ threshold: 33 + n / 10 }))
        assert.ok((await write(server, token, `air_temperature value=${n} ${start + n * 1000}`)).ok)
      }
      await server.kill('SIGKILL')
      const log = join(server.data, `${name}-wal`)
      assert.ok(flipInLog(log), `${name}-wal holds commits`)
      const says = new RegExp(`${name}: .* commits made from 20.* are missing.*${name}-lost-commits`)
      const { stderr } = await server.check().then(assert.fail, (error) => error)
      assert.match(stderr, says)
      assert.ok(existsSync(`${log}.damaged-1`), 'the log is kept')
      await server.start()
      assert.match(server.log, says)
      assert.ok((await write(server, token, `air_temperature value=20 ${start + 60_000}`)).ok, 'it serves what is left')
      await server.stop()
      await assert.rejects(server.check(), says)
      rmSync(join(server.data, `${name}-lost-commits`))
      assert.match(await server.check(), /clean/)
    }))
}

// Stores 100 readings of a device; returns its token.
async function storeAndStop(server) {
  const token = await server.addDevice('失库')
  await server.start()
  assert.ok((await write(server, token, linesOf('s', 0, 100))).ok)
  await server.stop()
  return token
}

const removeSeries = ({ data }) => ['', '-wal', '-shm'].forEach((end) => rmSync(join(data, `series.db${end}`), { force: true }))

testOfSeriesFile('a lost series.db: check reports it, no backup is made, and the server starts only on an empty file of the operator', () =>
  withServer(async (server) => {
    const token = await storeAndStop(server)
    assert.match(await server.check(), /clean/)
    removeSeries(server)
    await assert.rejects(server.check(), (error) => error.code === 1 && /series\.db is gone.*restore a backup/.test(error.stderr))
    await assert.rejects(command('backup', `${server.data}-backup`, '--data', server.data), /series\.db is gone/)
    await assert.rejects(server.start(), /series\.db is gone.*restore a backup/)
    assert.ok(!existsSync(join(server.data, 'series.db')), 'no command creates it')
    assert.ok(!existsSync(`${server.data}-backup`))
    writeFileSync(join(server.data, 'series.db'), '')
    await server.start()
    assert.ok((await write(server, token, linesOf('s', 0, 10))).ok)
    await server.stop()
    assert.match(await server.check(), /clean/)
  }))

testOfStateFile('a lost or empty cunkou.db beside readings: check reports it, no backup is made, and no server opens a new county on them', () =>
  withServer(async (server) => {
    await storeAndStop(server)
    const state = join(server.data, 'cunkou.db')
    const copy = readFileSync(state)
    for (const lose of [() => rmSync(state), () => writeFileSync(state, '')]) {
      lose()
      const gone = /cunkou\.db is gone or empty.*restore a backup/
      await assert.rejects(server.check(), (error) => error.code === 1 && gone.test(error.stderr))
      await assert.rejects(command('backup', `${server.data}-backup`, '--data', server.data), gone)
      await assert.rejects(server.start(), gone)
    }
    writeFileSync(state, copy)
    await server.start()
    await server.stop()
    assert.match(await server.check(), /100 readings.*clean/)
  }))

test('a destroyed mqtt.db: check reports it, the server says to move it away, and starts without it', () =>
  withServer(async (server) => {
    await server.start()
    await server.stop()
    for (const end of ['-wal', '-shm']) rmSync(join(server.data, `mqtt.db${end}`), { force: true })
    writeFileSync(join(server.data, 'mqtt.db'), randomBytes(100_000))
    await assert.rejects(server.check(), (error) => error.code === 1 && /mqtt\.db is damaged.*move/.test(error.stderr))
    await assert.rejects(server.start(), (error) => /move mqtt\.db/.test(error.message) && !/sqlite3_statement/.test(error.message))
    rmSync(join(server.data, 'mqtt.db'))
    await server.start()
    await server.stop()
    assert.match(await server.check(), /clean/)
  }))
