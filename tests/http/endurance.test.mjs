// Crowds and bad manners: while they last, a page still answers.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'

import { Server, pause } from '../server.mjs'

const phone = '15400009001'
const password = 'lantern-river-41' // Server.signUp's

let server
let token
let cookie
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('人群')
  const code = await server.invite('village')
  await server.start()
  cookie = await server.signUp(code, '示例村支书', phone)
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

// Who would wait for ever fails instead.
async function answered(what, work) {
  let timer
  const never = new Promise((_, failed) => (timer = setTimeout(() => failed(new Error(`no answer: ${what}`)), 30_000)))
  await Promise.race([work(), never]).finally(() => clearTimeout(timer))
}

const pageAnswers = () =>
  answered('a page', async () => {
    const answer = await fetch(server.url('/healthz'))
    assert.ok(answer.ok)
    assert.ok((await server.streams(token)) instanceof Map)
  })

// What somebody who is signed in sees.
const signedInPageAnswers = () =>
  answered('a page of somebody signed in', async () => {
    await server.app(cookie, 'GET', '/api/greenhouses')
    await server.app(cookie, 'GET', '/api/alarms')
  })

// Signs in from any address of this machine: 127.0.0.0/8 is all its own.
function signIn(from, who, secret) {
  return new Promise((done, failed) => {
    const body = JSON.stringify({ phone: who, password: secret })
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const asked = request(server.url('/api/session'), { method: 'POST', localAddress: from, headers, agent: false }, (answer) => {
      answer.resume()
      answer.on('end', () => done({ status: answer.statusCode, wait: Number(answer.headers['retry-after']) }))
    })
    asked.on('error', failed)
    asked.end(body)
  })
}

function statusFrom(localAddress, path) {
  return new Promise((done, failed) => {
    request(server.url(path), { localAddress, agent: false }, (answer) => {
      answer.resume()
      answer.on('end', () => done(answer.statusCode))
    }).on('error', failed).end()
  })
}

const count = (answers, status) => answers.filter((answer) => answer.status === status).length

test('10,000 idle connections: the page answers, readings are taken', async () => {
  const sockets = [...(await openMany(8000, server.httpPort)), ...(await openMany(2000, server.mqttPort))]
  await pageAnswers()
  const answer = await server.post('/api/v2/write', token, 'crowd value=1', { 'content-type': 'text/plain' })
  assert.ok(answer.ok)
  for (const socket of sockets) socket.destroy()
})

test('a thousand slow senders: the page answers', async () => {
  const heads = await openMany(500, server.httpPort, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  const bodies = await openMany(500, server.httpPort,
    `POST /api/v2/write HTTP/1.1\r\nHost: x\r\nAuthorization: Token ${token}\r\nContent-Length: 100000\r\n\r\ncrowd value=1`)
  for (let n = 0; n < 3; ++n) {
    for (const socket of [...heads, ...bodies]) socket.write('x')
    await pageAnswers()
    await pause(100)
  }
  for (const socket of [...heads, ...bodies]) socket.destroy()
})

test('many bodies over the limit: each is refused, the page answers', async () => {
  const body = Buffer.alloc(34 << 20, 'x')
  const answers = await Promise.all(Array.from({ length: 8 }, () =>
    server.post('/api/v2/write', token, body, { 'content-type': 'text/plain' }).then((a) => a.status, () => 'closed')))
  for (const answer of answers) assert.ok([413, 'closed'].includes(answer), `${answer}`)
  await pageAnswers()
})

test('a flood of wrong tokens: the page answers, and the right one still may', async () => {
  const tries = Array.from({ length: 400 }, (_, n) =>
    server.post('/api/v2/write', `wrong-${n}`, 'x value=1', { 'content-type': 'text/plain' }).then((a) => ({
      status: a.status, wait: Number(a.headers.get('retry-after')),
    })))
  await pageAnswers()
  const answers = await Promise.all(tries)
  assert.equal(count(answers, 401), 30, 'so many are looked at')
  assert.equal(count(answers, 429), 370, 'the others wait')
  assert.ok(answers.every((a) => a.status === 401 || a.wait === 60), 'and are told how long')
  await pageAnswers()
  assert.ok((await server.post('/api/v2/write', token, 'crowd value=2', { 'content-type': 'text/plain' })).ok)
})

// While the flood above is remembered.
test('who guessed too often waits at every way in, and nobody at another address does', async () => {
  const inUrl = await fetch(server.url('/api/v1/wrong-401/telemetry'), { method: 'POST', body: '{"x":1}' })
  assert.equal(inUrl.status, 429)
  assert.equal((await statusFrom('127.3.0.1', '/api/v1/wrong-402/attributes')), 401)
})

test('a flood of wrong passwords: the page answers, few are looked at, and the right one still may', async () => {
  // Of every address another number, and some of them the one that has an account: none of it looks like one guesser.
  const tries = Array.from({ length: 600 }, (_, n) =>
    signIn(`127.1.${n >> 7}.${1 + (n & 127)}`, n % 40 ? `1380000${1000 + n}` : phone, `guess-number-${n}`))
  for (let n = 0; n < 5; ++n) {
    await signedInPageAnswers()
    await pageAnswers()
    await pause(100)
  }
  const answers = await Promise.all(tries)
  assert.equal(count(answers, 401) + count(answers, 429), answers.length, JSON.stringify(answers.find((a) => ![401, 429].includes(a.status))))
  assert.ok(count(answers, 401) > 0, 'some were looked at')
  assert.ok(count(answers, 429) > 300, `a password takes seconds of a machine, so most wait: ${count(answers, 429)} did`)
  assert.ok(answers.every((a) => a.status === 401 || a.wait > 0), 'who is to wait is told how long')
  await signedInPageAnswers()
  assert.equal((await signIn('127.0.0.1', phone, password)).status, 200)
})

test('one who guesses on and on waits, from whatever number, and nobody else does', async () => {
  const guesser = '127.2.0.1'
  const one = []
  for (let n = 0; n < 8; ++n) one.push(await signIn(guesser, '13700000001', `guess-${n}`))
  assert.deepEqual(one.map((a) => a.status), [401, 401, 401, 401, 401, 429, 429, 429])
  const others = []
  for (let n = 0; n < 40; ++n) others.push(await signIn(guesser, `137000001${10 + n}`, `guess-${n}`))
  assert.ok(count(others, 401) <= 30, `${count(others, 401)} more were looked at`)
  assert.equal(others.at(-1).status, 429)
  assert.equal((await signIn('127.2.0.2', phone, password)).status, 200)
})
