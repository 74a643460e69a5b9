// A client that acknowledges what was not sent, or in the wrong way, is disconnected (MQTT 3.1.1: [MQTT-2.3.1-6], [MQTT-4.8.0-1]).
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'

import packets from 'mqtt-packet'

import { Server, until } from '../server.mjs'

let server, token
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('一号')
  await server.start('--log', 'debug')
})
after(() => server.remove())

// A client that sends any packet; `received` are those of the server.
async function client(clientId, clean = true) {
  const socket = connect(server.mqttPort, '127.0.0.1')
  const parser = packets.parser({ protocolVersion: 4 })
  const made = { socket, received: [], closed: false, send: (packet) => socket.write(packets.generate(packet)) }
  parser.on('packet', (packet) => made.received.push(packet))
  socket.on('data', (bytes) => parser.parse(bytes))
  socket.on('close', () => (made.closed = true))
  socket.on('error', () => {})
  made.expect = (cmd) => until(cmd, () => made.received.find((one) => one.cmd === cmd))
  made.send({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean, clientId, keepalive: 60, username: token })
  assert.equal((await made.expect('connack')).returnCode, 0)
  return made
}

// With a message of this QoS under way to it.
async function receiver(qos) {
  const made = await client(`receiver-${qos}-${Math.random()}`.slice(0, 20))
  made.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'me/#', qos: 2 }] })
  await made.expect('suback')
  made.send({ cmd: 'publish', topic: 'me/a', payload: 'x', qos, messageId: 9, retain: false, dup: false })
  made.messageId = (await made.expect('publish')).messageId
  return made
}

for (const [what, qos, answers] of [
  ['a PUBACK for a message of QoS 2', 2, [['puback', 0]]],
  ['a PUBREC for a message of QoS 1', 1, [['pubrec', 0]]],
  ['a PUBCOMP for a message of QoS 1', 1, [['pubcomp', 0]]],
  ['a PUBCOMP before PUBREL', 2, [['pubcomp', 0]]],
  ['a PUBACK of an unknown packet id', 1, [['puback', 1000]]],
  ['a PUBREC of an unknown packet id', 2, [['pubrec', 1000]]],
  ['a second PUBACK', 1, [['puback', 0], ['puback', 0]]],
  ['a second PUBCOMP', 2, [['pubrec', 0], ['pubcomp', 0], ['pubcomp', 0]]],
]) {
  test(`${what} closes the connection`, async () => {
    const one = await receiver(qos)
    for (const [n, [cmd, offset]] of answers.entries()) {
      if (cmd === 'pubcomp' && n > 0) await one.expect('pubrel')
      one.send({ cmd, messageId: one.messageId + offset })
    }
    await until('the connection to be closed', () => one.closed)
    await until('the clause in the log', () => /\[MQTT-(2\.3\.1-6|4\.3\.3-1)\]/.test(server.log))
  })
}

test('the right acknowledgements leave the connection open', async () => {
  for (const [qos, answers] of [[1, ['puback']], [2, ['pubrec', 'pubcomp']]]) {
    const one = await receiver(qos)
    for (const cmd of answers) {
      if (cmd === 'pubcomp') await one.expect('pubrel')
      one.send({ cmd, messageId: one.messageId })
    }
    one.send({ cmd: 'pingreq' })
    await one.expect('pingresp')
    assert.ok(!one.closed)
    one.socket.destroy()
  }
})

test('a persistent session is there after a crash that follows its CONNACK', async () => {
  const first = await client('keeper', false)
  server.kill()
  await server.ended
  first.socket.destroy()
  await server.start('--log', 'debug')
  const again = await client('keeper', false)
  assert.equal(again.received[0].sessionPresent, true)
  again.socket.destroy()
})
