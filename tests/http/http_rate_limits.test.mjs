// Rate limits: guessing of device tokens and passwords is throttled by address and phone number, and other clients do not wait.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'

import { Server, pause } from '../server.mjs'
import { pageAnswers, signedInPageAnswers } from './page_answers.mjs'

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

test('a flood of wrong tokens: pages answer and the valid token still writes', async () => {
  const attempts = Array.from({ length: 400 }, (_, n) =>
    server.post('/api/v2/write', `wrong-${n}`, 'x value=1', { 'content-type': 'text/plain' }).then((a) => ({
      status: a.status, wait: Number(a.headers.get('retry-after')),
    })))
  await pageAnswers(server, token)
  const answers = await Promise.all(attempts)
  assert.equal(count(answers, 401), 30, 'only so many are checked')
  assert.equal(count(answers, 429), 370, 'the others are throttled')
  assert.ok(answers.every((a) => a.status === 401 || a.wait === 60), 'with Retry-After')
  await pageAnswers(server, token)
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
  const attempts = Array.from({ length: 600 }, (_, n) =>
    signIn(`127.1.${n >> 7}.${1 + (n & 127)}`, n % 40 ? `1380000${1000 + n}` : phone, `guess-number-${n}`))
  for (let n = 0; n < 5; ++n) {
    await signedInPageAnswers(server, cookie)
    await pageAnswers(server, token)
    await pause(100)
  }
  const answers = await Promise.all(attempts)
  assert.equal(count(answers, 401) + count(answers, 429), answers.length, JSON.stringify(answers.find((a) => ![401, 429].includes(a.status))))
  assert.ok(count(answers, 401) > 0, 'some were checked')
  assert.ok(count(answers, 429) > 300, `hashing is slow, so most are throttled: ${count(answers, 429)} were`)
  assert.ok(answers.every((a) => a.status === 401 || a.wait > 0), 'throttled answers carry Retry-After')
  await signedInPageAnswers(server, cookie)
  assert.equal((await signIn('127.0.0.1', phone, password)).status, 200)
})

test('guessing from one address is throttled for every phone number, and locks nobody out there or elsewhere', async () => {
  const guesser = '127.2.0.1'
  const one = []
  for (let n = 0; n < 8; ++n) one.push(await signIn(guesser, '13700000001', `guess-${n}`))
  assert.deepEqual(one.map((a) => a.status), [401, 401, 401, 401, 401, 429, 429, 429])
  const others = []
  for (let n = 0; n < 40; ++n) others.push(await signIn(guesser, `137000001${10 + n}`, `guess-${n}`))
  assert.equal(count(others, 401), 40, 'a first try of each number')
  const second = []
  for (let n = 30; n < 40; ++n) second.push(await signIn(guesser, `137000001${10 + n}`, `another-${n}`))
  assert.equal(count(second, 429), 10, 'no second one from a crowded address')
  assert.equal((await signIn(guesser, phone, password)).status, 200, 'a neighbour behind the same address')
  assert.equal((await signIn('127.2.0.2', phone, password)).status, 200)
})
