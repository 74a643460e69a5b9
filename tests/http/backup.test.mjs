// A backup taken while readings come in, restored into an empty folder, is the same county as it was at that moment.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

import { Server, command, pause, until, village } from '../server.mjs'

const folder = mkdtempSync(join(tmpdir(), 'cunkou-backup-'))
const server = await Server.withPlaces()
after(async () => {
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

const execute = promisify(execFile)
// Every row of every table, as text, in an order of its own: a copy may have its tables in another.
const dump = async (file) =>
  (await execute('sqlite3', ['-readonly', file, '.dump'], { maxBuffer: 256 << 20 })).stdout.split('\n').sort()
const rows = async (file, query) => {
  const { stdout } = await execute('sqlite3', ['-readonly', '-json', file, query], { maxBuffer: 64 << 20 })
  return stdout ? JSON.parse(stdout) : []
}
const countStreams = async (data) => (await rows(join(data, 'cunkou.db'), 'SELECT count(*) AS n FROM datastreams'))[0].n

const start = Date.parse('2026-01-01T00:00:00Z')
const write = (token, from, count) =>
  server.post('/api/v2/write?precision=ms', token,
    Array.from({ length: count }, (_, n) => `s value=${(from + n) % 977 / 10} ${start + (from + n) * 1000}`).join('\n'),
    { 'content-type': 'text/plain' })

for (const target of ['folder', 'county.tar.zst']) {
  test(`backup to a ${target} while readings come in, and restore`, async () => {
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
      for (let n = 0; going && n < 500; ++n) {
        assert.ok((await server.post('/api/v2/write', open, `n${n} value=1`, { 'content-type': 'text/plain' })).ok)
        await pause(5)
      }
    })()
    const to = join(folder, target)
    await command('backup', to, '--data', server.data)
    going = false
    await Promise.all([load, beginnings])
    const stream = (await server.streams(token)).get('s')
    const original = await server.readings(stream, token)
    const entities = await server.json('/v1.1/Datastreams?$expand=Thing,Sensor,ObservedProperty&$top=500', token)
    const places = await command('place', 'list', '--data', server.data)
    await server.stop()

    const restored = new Server(join(folder, `restored-${target}`))
    await command('restore', to, '--data', restored.data)
    const [, withReadings] = (await restored.check()).match(/readings of (\d+) streams/)
    const known = await countStreams(restored.data)
    assert.ok(Number(withReadings) <= known, `${withReadings} streams have readings and ${known} are known: the next to begin has another's`)
    assert.equal(await command('place', 'list', '--data', restored.data), places)
    await restored.start()
    try {
      const kept = await restored.readings(stream, token)
      assert.ok(kept.size >= 20_000 && kept.size <= original.size, `${kept.size} of ${original.size}`)
      for (const [time, value] of kept) assert.equal(value, original.get(time))
      // But for what came in after the backup, and the port.
      const text = (answer) => JSON.stringify(answer.value).replaceAll(/http:\/\/[^/"]+|"phenomenonTime":"[^"]+"/g, '')
      const again = await restored.json('/v1.1/Datastreams?$expand=Thing,Sensor,ObservedProperty&$top=500', token)
      assert.equal(text(again), text(entities))
      assert.equal((await restored.streams(token)).size, entities.value.length)
    } finally {
      await restored.stop()
    }
  })
}

test('restore does not overwrite a county that is there', async () => {
  await assert.rejects(command('restore', join(folder, 'folder'), '--data', server.data))
})
