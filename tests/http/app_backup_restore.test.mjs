// Backup and restore: a backup made under load, restored into an empty folder, holds the county as it was at that moment.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

import { Server, command, cunkou, isOnPostgresql, pause, psql, run, schemaOf, stateRows, until, village, withState } from '../server.mjs'

const folder = mkdtempSync(join(tmpdir(), 'cunkou-backup-'))
const server = await Server.withPlaces()
const county = new Server()
after(async () => {
  await server.remove()
  await county.remove()
  rmSync(folder, { recursive: true, force: true })
})

const execute = promisify(execFile)
// Every row of every table as text, sorted, because a copy may list its tables in another order.
async function dump(data) {
  const [program, ...words] = isOnPostgresql
    ? ['pg_dump', '--data-only', '--inserts', `--schema=${schemaOf(data)}`, process.env.CUNKOU_TEST_POSTGRESQL]
    : ['sqlite3', '-readonly', join(data, 'cunkou.db'), '.dump']
  const { stdout } = await execute(program, words, { maxBuffer: 256 << 20 })
  return stdout.replaceAll(schemaOf(data), '').split('\n').filter((line) => !/schema_version|^\\(un)?restrict/.test(line)).sort()
}
async function readingRows(data) {
  const query = 'SELECT stream, count(*) AS chunks, sum(count) AS readings FROM chunk GROUP BY stream ORDER BY stream'
  if (process.env.SERIES === 'state') return psql(`SET search_path = ${schemaOf(data)}_series; ${query}`, '-At')
  const { stdout } = await execute('sqlite3', ['-readonly', join(data, 'series.db'), query])
  return stdout
}
const countStreams = async (data) => (await stateRows(data, 'SELECT count(*) AS n FROM datastreams'))[0].n
// What a restored folder holds of the state and the readings.
const restoredFiles = [isOnPostgresql ? 'state' : 'cunkou.db', ...(process.env.SERIES === 'state' ? [] : ['series.db'])]

const start = Date.parse('2026-01-01T00:00:00Z')
const write = (token, from, count) =>
  server.post('/api/v2/write?precision=ms', token,
    Array.from({ length: count }, (_, n) => `s value=${(from + n) % 977 / 10} ${start + (from + n) * 1000}`).join('\n'),
    { 'content-type': 'text/plain' })

for (const target of ['folder', 'county.tar.zst']) {
  test(`backup to a ${target} under load restores to the same county`, async () => {
    const token = await server.addDevice(`备份 ${target}`)
    const open = await server.addDevice(`新流 ${target}`)
    await server.start()
    assert.ok((await write(token, 0, 20_000)).ok)
    let going = true
    let sent = 20_000
    const load = (async () => {
      while (going) {
        assert.ok((await write(token, sent, 100)).ok)
        sent += 100
      }
    })()
    const beginnings = (async () => {
      for (let n = 0; going && n < 200; ++n) {
        assert.ok((await server.post('/api/v2/write', open, `n${n} value=1`, { 'content-type': 'text/plain' })).ok)
        await pause(5)
      }
    })()
    const to = join(folder, target)
    await command('backup', to, '--data', server.data)
    going = false
    if (target === 'folder') {
      const copied = (name) => statSync(join(to, name), { bigint: true }).mtimeNs
      assert.ok(copied('series.db') < copied('cunkou.db'), 'series.db is copied first, so a stream that began in between has a row in cunkou.db')
    }
    await Promise.all([load, beginnings])
    const stream = (await server.streams(token)).get('s')
    const original = await server.readings(stream, token)
    const entities = await server.json('/v1.1/Datastreams?$expand=Thing,Sensor,ObservedProperty&$top=500', token)
    const places = await command('place', 'list', '--data', server.data)
    await server.stop()

    const restored = new Server(join(folder, `restored-${target}`))
    await command('restore', to, '--data', restored.data)
    const [, withReadings] = (await restored.check()).match(/(\d+) streams:/)
    const known = await countStreams(restored.data)
    assert.ok(Number(withReadings) <= known, `${withReadings} streams have readings and ${known} are known: a new stream would reuse an id`)
    assert.equal(await command('place', 'list', '--data', restored.data), places)
    await restored.start()
    try {
      const kept = await restored.readings(stream, token)
      assert.ok(kept.size >= 20_000 && kept.size <= original.size, `${kept.size} of ${original.size}`)
      for (const [time, value] of kept) assert.equal(value, original.get(time))
      // Without what came in after the backup, and without the port.
      const text = (answer) => JSON.stringify(answer.value).replaceAll(/http:\/\/[^/"]+|"phenomenonTime":"[^"]+"/g, '')
      const again = await restored.json('/v1.1/Datastreams?$expand=Thing,Sensor,ObservedProperty&$top=500', token)
      assert.equal(text(again), text(entities))
      assert.equal((await restored.streams(token)).size, entities.value.length)
    } finally {
      await restored.stop()
    }
  })
}

// The pages and stored rows of a county with a history: alarms, rules, commands, ended roles, changed names.
const pages = ['/api/me', '/api/places', '/api/people?top=1000', '/api/households', '/api/invitations', '/api/greenhouses',
  '/api/alarms?state=all', '/api/devices', '/api/crops', '/api/latest', `/api/places/${village}/channels`]
// Fields that depend on the time of the request.
const passing = ['at', 'now', 'lastSeenAt', 'connected', 'online', 'ageSeconds', 'timeLeftSeconds', 'advice', 'reason', 'derived', 'bands', 'statusSince']
const telling = (answer) => JSON.stringify(answer, (key, value) => (passing.includes(key) ? undefined : value))

async function seen(at, cookies) {
  const all = { about: (await at.app('', 'GET', '/api/about')).sample }
  for (const [who, cookie] of Object.entries(cookies)) {
    const { greenhouses } = await at.app(cookie, 'GET', '/api/greenhouses')
    const more = greenhouses.flatMap(({ id }) => [`/api/greenhouses/${id}/rules`, `/api/greenhouses/${id}/commands`])
    for (const path of [...pages, ...more]) {
      const answer = await fetch(at.url(path), { headers: { cookie } })
      all[`${who} ${path}`] = `${answer.status} ${answer.ok ? telling(await answer.json()) : ''}`
    }
  }
  return all
}

async function live(at, people) {
  const farmer = await at.signIn(people.farmer)
  const operator = await at.signIn(people.operator)
  const secretary = await at.signIn(people.secretary)
  const ask = (cookie, method, path, body) => at.app(cookie, method, path, body && JSON.stringify(body))
  const house = (await ask(farmer, 'GET', '/api/greenhouses')).greenhouses[0].id
  await ask(farmer, 'PUT', `/api/greenhouses/${house}/rules/air_cold_danger`, { holdSeconds: 0 })
  const { households } = await ask(farmer, 'GET', '/api/households')
  await ask(farmer, 'PATCH', `/api/households/${households[0].id}`, { name: '大棚户改名', quietFrom: '21:00', quietTo: '06:00' })
  const { people: listed } = await ask(secretary, 'GET', '/api/people?top=1000')
  const worker = listed.find(({ roles }) => roles.some(({ role, household }) => role === 'worker' && household?.id === households[0].id))
  await ask(farmer, 'DELETE', `/api/roles/${worker.roles[0].id}`)
  await ask(secretary, 'POST', '/api/invitations', { role: 'technician', placeCode: village, name: '示例技术员' })
  const { devices } = await ask(operator, 'GET', '/api/devices')
  const { token } = await ask(operator, 'POST', `/api/devices/${devices.find(({ thing }) => thing?.id === house).id}/token`)
  await at.post(`/api/v1/${token}/telemetry`, token, { air_temperature: 0.5 })
  const cold = async () => (await ask(farmer, 'GET', '/api/alarms')).alarms.find(({ code }) => code === 'air_cold_danger')
  const { id } = await until('the alarm', cold)
  await ask(farmer, 'POST', `/api/alarms/${id}/acknowledge`, { note: '已去加温' })
  await at.post(`/api/v1/${token}/telemetry`, token, { air_temperature: 999 }) // refused and counted
  return { farmer, operator, secretary }
}

test('a restored sample county looks the same to every role and is still marked as a sample', async () => {
  await command('sample', '--data', county.data, '--history-days', '2')
  await county.start()
  const people = JSON.parse(readFileSync(join(county.data, 'sample/sign-in.json'), 'utf8'))
  const cookies = await live(county, people)
  await county.stop()
  const to = join(folder, 'sample.tar.zst')
  await command('backup', to, '--data', county.data)
  const restored = new Server(join(folder, 'restored-sample'))
  await command('restore', to, '--data', restored.data)

  assert.deepEqual(await dump(restored.data), await dump(county.data))
  assert.equal(await readingRows(restored.data), await readingRows(county.data))
  assert.equal(await restored.check(), await county.check())
  for (const file of ['tokens', 'sign-in.json', 'sign-in.txt'])
    assert.equal(readFileSync(join(restored.data, 'sample', file), 'utf8'), readFileSync(join(county.data, 'sample', file), 'utf8'))

  await county.start()
  const before = await seen(county, cookies)
  await county.stop()
  await restored.start()
  try {
    const after = await seen(restored, cookies)
    for (const [what, answer] of Object.entries(before)) assert.equal(after[what], answer, what)
    assert.equal(after.about, true)
    assert.match(after['farmer /api/households'], /大棚户改名/)
    assert.match(after['farmer /api/alarms?state=all'], /acknowledged/)
    await restored.signIn(people.farmer)
  } finally {
    await restored.stop()
  }
})

test('restore refuses a folder that already holds data', async () => {
  await assert.rejects(command('restore', join(folder, 'folder'), '--data', server.data))
})

// The fsync and rename calls of one command in order, as [call, path]: they decide what survives a power cut.
async function calls(...words) {
  const log = join(folder, 'calls')
  await execute('strace', ['-f', '-y', '-e', 'trace=fsync,fdatasync,rename,renameat,renameat2', '-o', log, cunkou, ...withState(words)])
  return readFileSync(log, 'utf8').split('\n').flatMap((line) => {
    const flushed = line.match(/f(?:data)?sync\(\d+<([^>]+)>\) += 0/)
    const named = line.match(/rename\w*\((?:AT_FDCWD[^,]*, )?"[^"]+", (?:AT_FDCWD[^,]*, )?"([^"]+)".*= 0/)
    return flushed ? [['flush', flushed[1]]] : named ? [['rename', named[1]]] : []
  })
}

test('backup and restore flush files and folders before they report success', async () => {
  const place = realpathSync(folder)
  // Names within the temporary folder.
  const built = (paths) => paths.map((path) => path.match(/\/\.cunkou-part-\w{6}\/(.+)$/)?.[1])
  const before = (all, end) => all.slice(0, end).filter(([what]) => what === 'flush').map(([, path]) => path)
  const after = (all, from) => all.slice(from + 1).filter(([what]) => what === 'flush').map(([, path]) => path)
  for (const to of [join(place, 'flushed'), join(place, 'flushed.tar.zst')]) {
    const made = await calls('backup', to, '--data', county.data)
    const named = made.findIndex(([what, path]) => what === 'rename' && path === to)
    assert.ok(named >= 0)
    const whole = to.endsWith('.tar.zst') ? ['archive'] : ['backup/series.db', 'backup/cunkou.db', 'backup/manifest.json', 'backup']
    for (const name of whole) assert.ok(built(before(made, named)).includes(name), `${name} is flushed before the rename`)
    assert.ok(after(made, named).includes(place), 'the folder entry is flushed')
    const data = join(place, `from-${to.endsWith('.zst') ? 'file' : 'folder'}`)
    const put = await calls('restore', to, '--data', data)
    const last = put.findIndex(([what, path]) => what === 'rename' && path === data)
    assert.ok(last >= 0)
    for (const name of [...restoredFiles, 'quiet', 'sample', 'sample/sign-in.json', 'sample/tokens'])
      assert.ok(built(before(put, last)).includes(`data/${name === 'state' ? 'state.part' : name}`), `${name} is flushed before the rename`)
    assert.ok(built(before(put, last)).includes('data'))
    assert.ok(after(put, last).includes(place), 'the folder entry is flushed')
  }
})

async function killed(ms, ...words) {
  const child = spawn(cunkou, withState(words), { stdio: 'ignore' })
  const ended = once(child, 'exit')
  await pause(ms)
  child.kill('SIGKILL')
  await ended
}

test('a killed backup or restore leaves nothing under its name, and the next one succeeds', { timeout: 120_000 }, async () => {
  const place = join(folder, 'killed')
  for (let ms = 0; ms <= 60; ms += 6) {
    for (const name of ['backup', 'backup.tar.zst']) {
      mkdirSync(place)
      const to = join(place, name)
      await killed(ms, 'backup', to, '--data', county.data)
      if (!existsSync(to)) await command('backup', to, '--data', county.data)
      const data = join(place, 'data')
      await killed(ms, 'restore', to, '--data', data)
      if (!existsSync(data)) await command('restore', to, '--data', data)
      assert.deepEqual(readdirSync(data).sort(), [...restoredFiles, 'quiet', 'sample'].sort(), `killed after ${ms} ms`)
      assert.match(await new Server(data).check(), /clean/)
      await command('backup', join(place, 'next'), '--data', data)
      assert.deepEqual(readdirSync(place).sort(), [name, 'data', 'next'].sort(), 'the next run removes what a killed one left')
      rmSync(place, { recursive: true })
      if (isOnPostgresql) psql(`DROP SCHEMA ${schemaOf(data)} CASCADE; CREATE SCHEMA ${schemaOf(data)}`)
    }
  }
})

test('of two backups to one name at once one succeeds, and the other says that it exists', async () => {
  for (const name of ['twice', 'twice.tar.zst']) {
    const to = join(folder, name)
    const both = await Promise.all([0, 1].map(() => run('backup', to, '--data', county.data)))
    assert.deepEqual(both.map(({ code }) => code).sort(), [0, 1], JSON.stringify(both))
    assert.match(both.find(({ code }) => code === 1).stderr, /exists: choose a new name/)
    await command('restore', to, '--data', `${to}-restored`)
  }
})
