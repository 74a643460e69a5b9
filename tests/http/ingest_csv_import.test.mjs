// `cunkou import` gives the same report through a running server as on the folder alone, for files of any size.
import assert from 'node:assert/strict'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { Server, run } from '../server.mjs'

const folder = mkdtempSync(join(tmpdir(), 'cunkou-csv-'))
const servers = []
after(async () => {
  for (const server of servers) await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

const start = Date.parse('2026-01-01T00:00:00Z')
const rows = 500_000
const wrong = new Map([[7, 'no number'], [rows - 3, 'no time']])
const note = `"${'a remark, quoted, of\nmore than one line; '.repeat(6)}"`

// Larger than one request may be.
async function largeFile() {
  const file = join(folder, 'large.csv')
  const out = createWriteStream(file)
  out.write('stream,time,value,note\n')
  for (let n = 0; n < rows; n += 1000) {
    let text = ''
    for (let m = n; m < n + 1000; ++m) {
      const value = wrong.get(m) === 'no number' ? 'warm' : m % 997
      const time = wrong.get(m) === 'no time' ? 'yesterday' : new Date(start + m * 1000).toISOString()
      text += `level,${time},${value},${note}\n`
    }
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
  assert.ok(out.bytesWritten > 128 << 20, `${out.bytesWritten} bytes`)
  return file
}

async function inChinese(...words) {
  process.env.LC_ALL = 'zh_CN.UTF-8'
  const { stdout, stderr } = await run(...words).finally(() => (process.env.LC_ALL = 'C.UTF-8'))
  return stderr.replaceAll('\r', '\n') + stdout
}

async function imported(server, file) {
  const { code, stdout, stderr } = await run('import', file, '--device', '记录仪', '--data', server.data)
  const percent = [...stderr.matchAll(/(\d+) %/g)].map((found) => Number(found[1]))
  return { code, stdout, percent, reasons: stderr.split(/[\r\n]+/).filter((line) => line.startsWith('line ')) }
}

test('a file larger than one request is imported with and without a running server', async () => {
  const file = await largeFile()
  const alone = await Server.withPlaces(), beside = await Server.withPlaces()
  servers.push(alone, beside)
  await alone.addDevice('记录仪')
  const token = await beside.addDevice('记录仪')
  await beside.start()
  const there = await imported(beside, file)
  assert.equal(there.code, 3, JSON.stringify(there))
  assert.equal(there.stdout, `${rows - 2} added, 0 there already, 0 replaced, 2 refused\n`)
  assert.ok(there.percent.length >= 9 && there.percent.at(-1) === 100, there.percent.join(' '))
  assert.deepEqual(there.percent, [...there.percent].sort((a, b) => a - b))
  const here = await imported(alone, file)
  assert.deepEqual(there.reasons, here.reasons)
  assert.equal(there.stdout, here.stdout)
  assert.equal(there.reasons.length, 2)
  const streams = await beside.streams(token)
  assert.equal(await beside.count(streams.get('level'), token), rows - 2, JSON.stringify([...streams]))
})

test('an invalid file is refused with its reason', async () => {
  const server = await Server.withPlaces()
  servers.push(server)
  await server.addDevice('记录仪')
  await server.start()
  const file = join(folder, 'empty.csv')
  writeFileSync(file, '')
  const { code, stderr } = await run('import', file, '--device', '记录仪', '--data', server.data)
  assert.notEqual(code, 0)
  assert.match(stderr, /empty|空/)
})

test('a GB18030 table is imported, and the exit code says whether rows were refused', async () => {
  const server = await Server.withPlaces()
  servers.push(server)
  const token = await server.addDevice('记录仪')
  const gb18030 = join(folder, 'gb18030.csv'), unknown = join(folder, 'unknown.csv')
  // 时间;温度 in GB18030
  writeFileSync(gb18030, Buffer.concat([Buffer.from([0xca, 0xb1, 0xbc, 0xe4, 0x3b, 0xce, 0xc2, 0xb6, 0xc8]),
    Buffer.from('\r\n2026/1/2 9:05;5.5\r\n2026/1/2 9:15;warm\r\n')]))
  writeFileSync(unknown, Buffer.from([0x74, 0xff, 0xff, 0x0a]))
  const into = ['--device', '记录仪', '--data', server.data]
  const part = await run('import', gb18030, ...into)
  assert.equal(part.code, 3, JSON.stringify(part))
  assert.match(part.stdout, /1 added, .* 1 refused/)
  assert.match(part.stderr, /line 3, 温度: not a number/)
  assert.match(await inChinese('import', gb18030, ...into), /^第 3 行，温度：不是数值/m)
  const refused = await run('import', unknown, ...into)
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /CSV UTF-8/)
  await server.start()
  assert.equal((await run('import', gb18030, ...into)).code, 3, 'the same beside the running server')
  assert.match(await inChinese('import', gb18030, ...into), /^第 3 行，温度：不是数值/m)
  assert.ok((await server.streams(token)).has('温度'))
  assert.match((await run('import', '--help')).stdout, /Exit code 3/)
})

test('refused lines are reported in order, without a stream name where the row has none', async () => {
  const server = await Server.withPlaces()
  servers.push(server)
  await server.addDevice('记录仪')
  const file = join(folder, 'wrong.csv')
  writeFileSync(file, 'stream,time,value\nair,2099-01-01T00:00:00Z,1\nair,2026-01-01T00:00:00Z,warm\nair\nair,2099-01-01T00:00:00Z,2\n')
  const { stderr } = await run('import', file, '--device', '记录仪', '--data', server.data)
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.startsWith('line '))
  assert.deepEqual(lines.map((line) => line.match(/^line (\d)(, air)?: /)?.slice(1)), [['2', ', air'], ['3', ', air'], ['4', undefined], ['5', ', air']], stderr)
})
