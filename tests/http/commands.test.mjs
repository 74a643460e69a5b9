// Commands as somebody new meets them: a slip in --data makes nothing, a setting that is none is refused, and what is
// registered beside a running server is there at once.
import assert from 'node:assert/strict'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { Server, command, root, run, until, village } from '../server.mjs'

const folder = mkdtempSync(join(tmpdir(), 'cunkou-commands-'))
const servers = []
after(async () => {
  for (const server of servers) await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('a reading command on a folder without data makes none', async () => {
  const data = join(folder, 'mistyped')
  for (const words of [['place', 'list'], ['device', 'list'], ['check'], ['backup', join(folder, 'copy')],
    ['person', 'password', '15400009001']]) {
    const ran = await run(...words, '--data', data)
    assert.equal(ran.code, 1, words.join(' '))
    assert.match(ran.told, /there is no data in .*mistyped/)
    assert.ok(!existsSync(data), words.join(' '))
  }
})

test('a log level and a port that are none are refused at the start', async () => {
  const data = join(folder, 'refused')
  for (const words of [['--log', 'loud'], ['--http', '99999'], ['--http', '127.0.0.1:99999']]) {
    const ran = await run('serve', '--data', data, ...words)
    assert.notEqual(ran.code, 0, words.join(' '))
    assert.match(ran.told, new RegExp(words[1]))
  }
})

test('an invitation leads to the server that runs, and says its end in local time', async () => {
  const server = await Server.withPlaces()
  servers.push(server)
  await server.start()
  const said = await command('person', 'invite', '--role', 'village', '--place', village, '--data', server.data)
  assert.ok(said.includes(`${server.url('')}/invitation/`), said)
  assert.match(said, /^Valid until \d{4}-\d\d-\d\d \d\d:\d\d \(Asia\/Shanghai\):$/m)
  assert.ok(!said.includes('█'), 'no picture where nobody looks')
})

test('a greenhouse registered beside the running server is seen within two seconds', async () => {
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

test('without --data and --config the installed configuration says which folder', async () => {
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
    assert.match(ran.told, /say which data folder/)
  } finally {
    delete process.env.CUNKOU_CONFIG
  }
})

test('root is kept from leaving files that the service cannot open', async () => {
  if (process.getuid() !== 0) return
  const data = join(folder, 'of-the-service')
  await command('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', data)
  chownSync(join(data, 'cunkou.db'), 65534, 65534)
  const ran = await run('device', 'add', '3号棚', '--place', village, '--profile', 'any', '--data', data)
  assert.equal(ran.code, 1)
  assert.match(ran.told, /belongs to the user .*sudo -u/)
})

test('the sample county counts the readings of each greenhouse for itself, and all of them', async () => {
  const ran = await run('sample', '--history-days', '1', '--data', join(folder, 'sample'))
  assert.equal(ran.code, 0, ran.told)
  const each = [...ran.told.matchAll(/: (\d+) readings of 1 days/g)].map((found) => Number(found[1]))
  assert.equal(each.length, 24)
  assert.ok(Math.max(...each) <= 7 * 1441, ran.told)
  const sum = each.reduce((a, b) => a + b)
  assert.match(ran.said, new RegExp(`^${sum} readings of 1 days$`, 'm'))
})
