// Overload and abuse: pages still answer during connection floods, slow senders, large bodies and guessing of credentials.
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

// Fails after 30 s instead of waiting for ever.
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

// The requests of a signed-in page.
const signedInPageAnswers = () =>
  answered('a page of a signed-in person', async () => {
    await server.app(cookie, 'GET', '/api/greenhouses')
    await server.app(cookie, 'GET', '/api/alarms')
  })

// Signs in from a local address: all of 127.0.0.0/8 is this machine.
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

test('10,000 idle connections: pages answer and readings are stored', async () => {
  const sockets = [...(await openMany(8000, server.httpPort)), ...(await openMany(2000, server.mqttPort))]
  await pageAnswers()
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
    await pageAnswers()
    await pause(100)
  }
  for (const socket of [...heads, ...bodies]) socket.destroy()
})

test('bodies over the limit: each is refused and pages answer', async () => {
  const body = Buffer.alloc(34 << 20, 'x')
  const answers = await Promise.all(Array.from({ length: 8 }, () =>
    server.post('/api/v2/write', token, body, { 'content-type': 'text/plain' }).then((a) => a.status, () => 'closed')))
  for (const answer of answers) assert.ok([413, 'closed'].includes(answer), `${answer}`)
  await pageAnswers()
})

test('a flood of wrong tokens: pages answer and the valid token still writes', async () => {
  const tries = Array.from({ length: 400 }, (_, n) =>
    server.post('/api/v2/write', `wrong-${n}`, 'x value=1', { 'content-type': 'text/plain' }).then((a) => ({
      status: a.status, wait: Number(a.headers.get('retry-after')),
    })))
  await pageAnswers()
  const answers = await Promise.all(tries)
  assert.equal(count(answers, 401), 30, 'only so many are checked')
  assert.equal(count(answers, 429), 370, 'the others are throttled')
  assert.ok(answers.every((a) => a.status === 401 || a.wait === 60), 'with Retry-After')
  await pageAnswers()
  assert.ok((await server.post('/api/v2/write', token, 'crowd value=2', { 'content-type': 'text/plain' })).ok)
})

// Runs while the limiter still counts the flood above.
test('the token throttle holds for every ingest endpoint and for one address only', async () => {
  const inUrl = await fetch(server.url('/api/v1/wrong-401/telemetry'), { method: 'POST', body: '{"x":1}' })
  assert.equal(inUrl.status, 429)
  assert.equal((await statusFrom('127.3.0.1', '/api/v1/wrong-402/attributes')), 401)
})

test('a flood of wrong passwords: pages answer, few are checked, and the right password still signs in', async () => {
  // Another phone number from every address, some of them the existing account: no single address or number stands out.
  const tries = Array.from({ length: 600 }, (_, n) =>
    signIn(`127.1.${n >> 7}.${1 + (n & 127)}`, n % 40 ? `1380000${1000 + n}` : phone, `guess-number-${n}`))
  for (let n = 0; n < 5; ++n) {
    await signedInPageAnswers()
    await pageAnswers()
    await pause(100)
  }
  const answers = await Promise.all(tries)
  assert.equal(count(answers, 401) + count(answers, 429), answers.length, JSON.stringify(answers.find((a) => ![401, 429].includes(a.status))))
  assert.ok(count(answers, 401) > 0, 'some were checked')
  assert.ok(count(answers, 429) > 300, `hashing is slow, so most are throttled: ${count(answers, 429)} were`)
  assert.ok(answers.every((a) => a.status === 401 || a.wait > 0), 'throttled answers carry Retry-After')
  await signedInPageAnswers()
  assert.equal((await signIn('127.0.0.1', phone, password)).status, 200)
})

test('guessing from one address is throttled for every phone number and for no other address', async () => {
  const guesser = '127.2.0.1'
  const one = []
  for (let n = 0; n < 8; ++n) one.push(await signIn(guesser, '13700000001', `guess-${n}`))
  assert.deepEqual(one.map((a) => a.status), [401, 401, 401, 401, 401, 429, 429, 429])
  const others = []
  for (let n = 0; n < 40; ++n) others.push(await signIn(guesser, `137000001${10 + n}`, `guess-${n}`))
  assert.ok(count(others, 401) <= 30, `${count(others, 401)} more were checked`)
  assert.equal(others.at(-1).status, 429)
  assert.equal((await signIn('127.2.0.2', phone, password)).status, 200)
})
