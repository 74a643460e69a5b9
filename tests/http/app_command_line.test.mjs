// The command line: a mistyped --data creates nothing, invalid settings are refused, and a running server sees at once what a
// command registers.
import assert from 'node:assert/strict'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { Server, command, isOnPostgresql, root, run, until, village } from '../server.mjs'

const folder = mkdtempSync(join(tmpdir(), 'cunkou-commands-'))
const servers = []
after(async () => {
  for (const server of servers) await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('a read-only command creates no data folder', async () => {
  const data = join(folder, 'mistyped')
  for (const words of [['place', 'list'], ['device', 'list'], ['check'], ['backup', join(folder, 'copy')],
    ['person', 'password', '15400009001']]) {
    const ran = await run(...words, '--data', data)
    assert.equal(ran.code, 1, words.join(' '))
    assert.match(ran.stderr, /there is no data in .*mistyped/)
    assert.ok(!existsSync(data), words.join(' '))
  }
})

test('an invalid log level and an invalid port are refused at the start', async () => {
  const data = join(folder, 'refused')
  for (const words of [['--log', 'loud'], ['--http', '99999'], ['--http', '127.0.0.1:99999']]) {
    const ran = await run('serve', '--data', data, ...words)
    assert.notEqual(ran.code, 0, words.join(' '))
    assert.match(ran.stderr, new RegExp(words[1]))
  }
})

test('the log warns of a web folder without pages and of a program that is missing', async () => {
  const server = await Server.withPlaces()
  servers.push(server)
  const config = join(folder, 'missing.yaml')
  writeFileSync(config, 'notify:\n  programs:\n    sms:\n      run: [/nonexistent/send-sms]\n')
  await server.start('--config', config, '--web', join(folder, 'no-pages'))
  assert.match(server.log, /no-pages has no index\.html/)
  assert.match(server.log, /notify\.programs\.sms: \/nonexistent\/send-sms/)
})

test('a word that is no command is named', async () => {
  for (const words of [['frobnicate'], ['place', 'frobnicate'], ['frobnicate', '--help']]) {
    const ran = await run(...words)
    assert.equal(ran.code, 2, words.join(' '))
    assert.match(ran.stderr, /frobnicate/, words.join(' '))
  }
  for (const words of [['--help'], ['place', '--help'], ['place', 'import', '--help'], ['version']]) {
    const ran = await run(...words)
    assert.equal(ran.code, 0, words.join(' ') + ran.stderr)
  }
  assert.match(await command('--version'), /^cunkou \d/)
  assert.equal(await command('--version'), await command('version'))
})

test('a speed out of range is refused with a readable range', async () => {
  const file = join(folder, 'speed.csv')
  writeFileSync(file, 'stream,time,value\n')
  for (const speed of ['0', '-1', '1e300', 'nan', 'fast']) {
    const ran = await run('replay', file, '--mqtt', '127.0.0.1:1', '--token', 'T', `--speed=${speed}`)
    assert.equal(ran.code, 2, speed)
    assert.match(ran.stderr, new RegExp(`"${speed}" is not a speed from 0\\.001 to 100000`))
  }
})

test('a folder that is not quiet is active already', async () => {
  const data = join(folder, 'active')
  await command('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', data)
  assert.match(await command('activate', '--data', data), /active already; nothing was changed/)
})

test('an invitation names the running server and its expiry in local time', async () => {
  const server = await Server.withPlaces()
  servers.push(server)
  await server.start()
  const output = await command('person', 'invite', '--role', 'village', '--place', village, '--data', server.data)
  assert.ok(output.includes(`${server.url('')}/invitation/`), output)
  assert.match(output, /^Valid until \d{4}-\d\d-\d\d \d\d:\d\d \(Asia\/Shanghai\):$/m)
  assert.ok(!output.includes('█'), 'no QR code when the output is not a terminal')
})

test('a running server shows a greenhouse that a command registered within two seconds', async () => {
  const server = await Server.withPlaces()
  servers.push(server)
  await server.start()
  const invited = await command('person', 'invite', '--role', 'village', '--place', village, '--data', server.data)
  const operator = await server.signUp(invited.match(/invitation\/(\S+)/)[1], '示例干部', '15400009001')
  await command('device', 'add', '3号棚', '--place', village, '--profile', 'greenhouse', '--data', server.data)
  await until('the greenhouse on the page', async () =>
    JSON.stringify(await server.app(operator, 'GET', '/api/greenhouses')).includes('3号棚'))
  assert.equal((await server.app(operator, 'GET', '/api/about')).mqttPort, server.mqttPort)
})

test('without --data and --config the installed configuration names the data folder', async () => {
  const shipped = readFileSync(join(root, 'packaging/config.yaml'), 'utf8')
  assert.match(shipped, /^data: \/var\/lib\/cunkou$/m)
  const file = join(folder, 'config.yaml')
  writeFileSync(file, shipped.replace('/var/lib/cunkou', join(folder, 'installed')))
  process.env.CUNKOU_CONFIG = file
  try {
    await command('place', 'import', join(root, 'definitions/sample/county.csv'))
    assert.match(await command('place', 'list'), new RegExp(village))
    assert.match(await command('person', 'invite', '--role', 'village', '--place', village), /\/invitation\//)
    assert.match(await command('device', 'add', '3号棚', '--place', village, '--profile', 'greenhouse'), /3号棚/)
    assert.match(await command('check'), /clean/)
    assert.ok(existsSync(join(folder, 'installed/cunkou.db')))
    process.env.CUNKOU_CONFIG = join(folder, 'absent.yaml')
    const ran = await run('place', 'list')
    assert.equal(ran.code, 1)
    assert.match(ran.stderr, /say which data folder/)
  } finally {
    delete process.env.CUNKOU_CONFIG
  }
})

test('root is refused where the data belongs to the service user', async () => {
  if (process.getuid() !== 0) return
  const data = join(folder, 'of-the-service')
  await command('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', data)
  chownSync(join(data, isOnPostgresql ? 'state' : 'cunkou.db'), 65534, 65534)
  const ran = await run('device', 'add', '3号棚', '--place', village, '--profile', 'any', '--data', data)
  assert.equal(ran.code, 1)
  assert.match(ran.stderr, /belongs to the user .*sudo -u/)
})

test('the journal command shows the last entries, oldest first', async () => {
  const data = join(folder, 'journal')
  await command('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', data)
  await command('device', 'add', '3号棚', '--place', village, '--profile', 'any', '--data', data)
  const lines = (await command('journal', '--data', data)).trim().split('\n').map((line) => line.split('\t'))
  assert.deepEqual(lines.map(([number, , via, who, verb, subject]) => [number, via, who, verb, subject]), [
    ['1', 'cli', '-', 'import_places', 'places'],
    ['2', 'cli', '-', 'begin_streams', 'device:1'],
    ['3', 'cli', '-', 'add_device', 'device:1'],
  ])
  assert.match(lines[0][1], /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  const last = (await command('journal', '--last', '1', '--data', data)).trim().split('\n')
  assert.equal(last.length, 1)
  assert.match(last[0], /^3\t/)
  assert.notEqual((await run('journal', '--last', '0', '--data', data)).code, 0)
})

test('the sample command reports the readings of each greenhouse and their sum', async () => {
  const ran = await run('sample', '--history-days', '1', '--data', join(folder, 'sample'))
  assert.equal(ran.code, 0, ran.stderr)
  const each = [...ran.stderr.matchAll(/: (\d+) readings of 1 days/g)].map((found) => Number(found[1]))
  assert.equal(each.length, 24)
  assert.ok(Math.max(...each) <= 7 * 1441, ran.stderr)
  const sum = each.reduce((a, b) => a + b)
  assert.match(ran.stdout, new RegExp(`^${sum} readings of 1 days$`, 'm'))
})
