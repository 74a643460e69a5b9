// A broken environment: a full disk, a folder that cannot be written, a byte that flipped. The message says what to do,
// what can be served is served, and nothing is acknowledged that is not stored.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { Server, until } from '../server.mjs'

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

test('disk full: refused with its reason, what is there is still served, and it goes on when there is room', () =>
  withServer(async (server) => {
    const token = await server.addDevice('满盘')
    // No file may grow beyond 2 MB: to the program that is what a full disk looks like, without one.
    await server.startThrough(['bash', '-c', 'trap "" XFSZ; ulimit -f 2048; exec "$0" "$@"'])
    const acknowledged = []
    let refusal
    for (let batch = 0; batch < 400 && !refusal; ++batch) {
      const answer = await write(server, token, linesOf(`s${batch % 7}`, batch * 5000, 5000))
      if (answer.ok) acknowledged.push(batch)
      else refusal = { status: answer.status, body: await answer.text() }
    }
    assert.ok(refusal, 'it must run full')
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

test('a data folder that cannot be written: a clear message and no start', () =>
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

test('a flipped byte in a chunk: check names it, the other streams are served', () =>
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
    assert.ok((await write(server, token, linesOf('hurt', 13000, 10))).ok, 'and goes on taking readings in')
    await until('the fault to be told', () => /chunk|damaged|checksum|数据块|损坏/i.test(server.log), 5000).catch(() => {
      throw new Error(`nothing in the log speaks of the damage: ${server.log}`)
    })
  }))
