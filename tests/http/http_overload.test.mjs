// Overload: pages answer and readings are stored during floods of connections, slow senders and large bodies.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'

import { Server, pause } from '../server.mjs'
import { pageAnswers } from './page_answers.mjs'

let server
let token
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('人群')
  await server.start()
})
after(() => server.remove())

function open(port, first = '') {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => {
      if (first) socket.write(first)
      done(socket)
    })
    socket.on('error', failed)
    socket.resume()
  })
}

async function openMany(count, port, first) {
  const sockets = []
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(500, count - sockets.length) }, () => open(port, first))
    sockets.push(...(await Promise.all(some)))
  }
  for (const socket of sockets) {
    socket.removeAllListeners('error')
    socket.on('error', () => {})
  }
  return sockets
}

test('10,000 idle connections: pages answer and readings are stored', async () => {
  const sockets = [...(await openMany(8000, server.httpPort)), ...(await openMany(2000, server.mqttPort))]
  await pageAnswers(server, token)
  const answer = await server.post('/api/v2/write', token, 'crowd value=1', { 'content-type': 'text/plain' })
  assert.ok(answer.ok)
  for (const socket of sockets) socket.destroy()
})

test('1,000 slow senders: pages answer', async () => {
  const heads = await openMany(500, server.httpPort, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  const bodies = await openMany(500, server.httpPort,
    `POST /api/v2/write HTTP/1.1\r\nHost: x\r\nAuthorization: Token ${token}\r\nContent-Length: 100000\r\n\r\ncrowd value=1`)
  for (let n = 0; n < 3; ++n) {
    for (const socket of [...heads, ...bodies]) socket.write('x')
    await pageAnswers(server, token)
    await pause(100)
  }
  for (const socket of [...heads, ...bodies]) socket.destroy()
})

test('bodies over the limit: each is refused and pages answer', async () => {
  const body = Buffer.alloc(34 << 20, 'x')
  const answers = await Promise.all(Array.from({ length: 8 }, () =>
    server.post('/api/v2/write', token, body, { 'content-type': 'text/plain' }).then((a) => a.status, () => 'closed')))
  for (const answer of answers) assert.ok([413, 'closed'].includes(answer), `${answer}`)
  await pageAnswers(server, token)
})
