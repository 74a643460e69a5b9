// kill -9 of PostgreSQL at random moments under load, with the state and the readings in it: what was acknowledged is stored once, the
// server says that it is not ready, and goes on by itself once the database answers. A quarter of KILLS are made, since a server
// takes seconds to recover.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { Postgresql } from '../postgresql.mjs'

const kills = Math.ceil(Number(process.env.KILLS ?? 80) / 4)

const postgresql = new Postgresql()
process.env.STATE = 'postgresql'
process.env.SERIES = 'state'
process.env.CUNKOU_TEST_POSTGRESQL = postgresql.url
await postgresql.start()
// They read these variables when they are loaded.
const { Server, pause, until } = await import('../server.mjs')
const { random, seed, startUnderLoad, verify } = await import('./load.mjs')
const server = await Server.withPlaces()
after(async () => {
  await server.remove()
  await postgresql.remove()
})

const readiness = async () => (await fetch(server.url('/readyz'))).status

test(`${kills} kills of the database lose nothing that was acknowledged (seed ${seed})`, { timeout: 1_800_000 }, async () => {
  const { greenhouse, loads } = await startUnderLoad(server, '--config', server.smallHead())
  for (let kill = 1; kill <= kills; ++kill) {
    let over = false
    const running = loads.map((load) => load.way(server, load, () => over))
    running.push(greenhouse.run(server, () => over))
    if (kill > kills / 3) running.push(greenhouse.acknowledge(server))
    await pause(20 + random() * 600)
    await postgresql.kill()
    assert.equal(await readiness(), 503, `kill ${kill}: the server is not ready without its database`)
    over = true
    await postgresql.start()
    await until('the server to be ready', async () => {
      const answer = await fetch(server.url('/readyz'))
      if (!answer.ok) throw new Error(await answer.text())
      return true
    })
    await Promise.all(running)
    assert.equal(server.gone, null, 'the server did not end')
    if (kill % 5 && kill !== kills) continue
    for (const load of loads) await verify(server, load)
    await greenhouse.verify(server)
  }
  await server.stop()
  assert.match(await server.check(), /clean/)
  const acknowledged = loads.map((load) => load.acknowledged.length)
  assert.ok(acknowledged.every((count) => count > 1), `only ${acknowledged} readings were acknowledged: the load is too small`)
  console.log(`# ${acknowledged} acknowledged readings survived ${kills} kills of the database`)
})
