// Few file descriptors and many connections: what is over a limit is turned away at once, idle connections make room first, and the
// log and the metrics say so.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'

import { Server, pause, until } from '../server.mjs'

// 150 of 300 descriptors are kept for files, each of the two servers takes 75 connections, and an address 37 of them.
const descriptors = 300, all = 75, perAddress = 37
let server, token
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('记录仪')
  await server.startThrough(['prlimit', `--nofile=64:${descriptors}`])
})
after(() => server.remove())

// A connection from an address of this machine; `isGone` once the server has closed it.
function open(port, from, first = '') {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from }, () => {
      if (first) socket.write(first)
      done(socket)
    })
    socket.isGone = false
    socket.once('end', () => (socket.isGone = true))
    socket.once('close', () => (socket.isGone = true))
    socket.on('error', () => done(socket))
    socket.resume()
  })
}
const settled = () => pause(300)
const openMany = async (count, ...how) => {
  const sockets = []
  for (let n = 0; n < count; ++n) sockets.push(await open(...how))
  await settled() // the server's threads take them in any order
  return sockets
}
const closed = (sockets) => sockets.filter((one) => one.isGone).length
const isClosed = (socket) => until('the connection to be closed', () => socket.isGone)
const answers = (socket) => new Promise((done, failed) => {
  socket.once('data', (bytes) => done(bytes.toString()))
  socket.once('close', () => failed(new Error('closed without an answer')))
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
})
async function without(sockets) {
  for (const socket of sockets) socket.destroy()
  await settled()
}
const begun = 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ' // a request that is not complete: its connection is not idle

async function metric(name) {
  const text = await (await fetch(server.url('/metrics'), { headers: { connection: 'close' } })).text()
  return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1])
}

test('the soft limit of descriptors is raised to the hard one, and a low one is in the log', () => {
  const limit = readFileSync(`/proc/${server.child.pid}/limits`, 'utf8').match(/Max open files\s+(\d+)\s+(\d+)/)
  assert.deepEqual([limit[1], limit[2]], [String(descriptors), String(descriptors)])
  assert.match(server.log, new RegExp(`${descriptors} open files are allowed: ${all} connections over HTTP`))
})

test('one address that takes all it may leaves the others alone', async () => {
  const busy = await openMany(perAddress, server.httpPort, '127.0.0.2', begun)
  const over = await open(server.httpPort, '127.0.0.2')
  await isClosed(over)
  assert.equal(closed(busy), 0)
  const other = await open(server.httpPort, '127.0.0.3')
  assert.match(await answers(other), /^HTTP\/1\.1 200/)
  await until('the line in the log', () => new RegExp(`HTTP: 127\\.0\\.0\\.2 has ${perAddress} connections`).test(server.log))
  await without([...busy, other])
  assert.ok((await metric('cunkou_http_turned_away_total{limit="address"}')) >= 1)
})

test('of one address the connection that is idle longest makes room', async () => {
  const idle = await openMany(perAddress, server.httpPort, '127.0.0.2')
  const other = await open(server.httpPort, '127.0.0.3')
  const next = await open(server.httpPort, '127.0.0.2')
  assert.match(await answers(next), /^HTTP\/1\.1 200/)
  await until('an idle connection to be closed', () => closed(idle) > 0)
  assert.ok(!other.isGone)
  await without([...idle, other, next])
})

test('when all places are taken, idle connections make room, and without one the arrival is turned away', async () => {
  const idle = await openMany(10, server.httpPort, '127.0.0.4')
  const busy = []
  for (const from of ['127.0.0.2', '127.0.0.3']) busy.push(...(await openMany(perAddress, server.httpPort, from, begun)))
  await until('idle connections to make room', () => closed(idle) >= 10 + busy.length - all)
  assert.equal(closed(busy), 0)
  const last = await open(server.httpPort, '127.0.0.5', begun)
  await until('the last idle connection to make room', () => closed(idle) === 10)
  const over = await open(server.httpPort, '127.0.0.6')
  await isClosed(over)
  await until('the line in the log', () => new RegExp(`HTTP: all ${all} connections are in use`).test(server.log))
  await without([...idle, ...busy, last])
  assert.ok((await metric('cunkou_http_turned_away_total{limit="connections"}')) >= 1)
})

test('over MQTT connections that have not signed in make room, and a signed-in device stays', async () => {
  const connectPacket = Buffer.from([0x10, 0, 0, 4, ...Buffer.from('MQTT'), 4, 0x82, 0, 60, 0, 1, 0x61, 0, token.length, ...Buffer.from(token)])
  connectPacket[1] = connectPacket.length - 2
  const device = await open(server.mqttPort, '127.0.0.2')
  const accepted = new Promise((done) => device.once('data', done))
  device.write(connectPacket)
  assert.equal((await accepted)[3], 0)
  const waiting = await openMany(perAddress - 1, server.mqttPort, '127.0.0.2')
  const next = await openMany(5, server.mqttPort, '127.0.0.2')
  await until('connections that wait to make room', () => closed([...waiting, ...next]) >= 5)
  assert.ok(!device.isGone)
  await without([device, ...waiting, ...next])
})

test('without a descriptor an arrival is turned away at once, and the next ones are served', async () => {
  const busy = await openMany(20, server.httpPort, '127.0.0.2', begun)
  const used = readdirSync(`/proc/${server.child.pid}/fd`).length
  const limit = (soft) => execFileSync('prlimit', ['--pid', String(server.child.pid), `--nofile=${soft}:`])
  limit(used)
  try {
    const over = await Promise.all(Array.from({ length: 5 }, () => open(server.httpPort, '127.0.0.3', begun)))
    await until('one to be turned away', () => closed(over) > 0)
    await until('the log to say so', () => /HTTP: no file descriptor is left/.test(server.log))
    for (const socket of over) socket.destroy()
  } finally {
    limit(descriptors)
  }
  await until('the server to answer', async () => /^HTTP\/1\.1 200/.test(await answers(await open(server.httpPort, '127.0.0.3'))))
  await without(busy)
  assert.ok((await metric('cunkou_http_turned_away_total{limit="descriptors"}')) >= 1)
})
