// Sign-in: JSON only, not from another site, lock-outs that keep no owner out, the second factor, ends of sessions, and what of it is
// recorded.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'

import { FakeClock } from '../fake_clock.mjs'
import { Server, command, run, stateRows } from '../server.mjs'
import { totp } from '../totp.mjs'

const password = 'lantern-river-41' // Server.signUp's
const phone = '15400009001', neighbour = '15400009002', secretary = '15400009003'
const minutes = 60_000, days = 24 * 60 * minutes

let server, clock
const trusted = {} // phone number -> the trusted-device cookie of the browser that signed up
before(async () => {
  server = await Server.withPlaces()
  clock = new FakeClock(server.data)
  const codes = [await server.invite('village'), await server.invite('village'), await server.invite('village')]
  await server.startThrough(clock.before)
  for (const number of [phone, neighbour, secretary]) {
    const made = await ask(`/api/invitations/${codes.pop()}/accept`, { name: '示例村支书', phone: number, password })
    assert.equal(made.status, 200, made.text)
    trusted[number] = made.cookies.cunkou_device
  }
})
after(() => server.remove())

// Local addresses stand for clients: all of 127.0.0.0/8 is this machine.
function ask(path, body, { from = '127.0.0.1', cookie, type = 'application/json', method = 'POST', headers = {} } = {}) {
  return new Promise((done, failed) => {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    const all = { ...(text && { 'content-type': type, 'content-length': Buffer.byteLength(text) }), ...(cookie && { cookie }), ...headers }
    const asked = request(server.url(path), { method, localAddress: from, headers: all, agent: false }, (answer) => {
      let received = ''
      answer.on('data', (bytes) => (received += bytes))
      answer.on('end', () => {
        const set = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0].split(/=(.*)/s))
        done({ status: answer.statusCode, headers: answer.headers, text: received, cookies: Object.fromEntries(set),
          json: received.startsWith('{') ? JSON.parse(received) : null })
      })
    })
    asked.on('error', failed)
    asked.end(text)
  })
}
const signIn = (number, secret, options) => ask('/api/session', { phone: number, password: secret }, options)
const me = (cookie) => ask('/api/me', undefined, { method: 'GET', cookie }).then(({ status }) => status)
const sessionOf = ({ cookies }) => `cunkou_session=${cookies.cunkou_session}`

test('sign-in takes application/json only', async () => {
  const form = JSON.stringify({ phone, password })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'multipart/form-data'])
    assert.equal((await ask('/api/session', form, { type })).status, 415, type)
  assert.equal((await ask('/api/session', form, { headers: { 'content-length': Buffer.byteLength(form) }, type: '' })).status, 415)
  assert.equal((await ask('/api/session', form, { type: 'Application/JSON; charset=utf-8' })).status, 200)
})

test('a page of another site can neither sign a visitor in nor change anything', async () => {
  const cookie = sessionOf(await signIn(phone, password))
  const others = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]
  for (const headers of others) {
    const refused = await signIn(phone, password, { headers })
    assert.equal(refused.status, 403, JSON.stringify(headers))
    assert.deepEqual(refused.cookies, {})
    assert.equal((await ask('/api/me', { name: '别人' }, { method: 'PATCH', cookie, headers })).status, 403)
    assert.equal((await ask('/api/session', undefined, { method: 'DELETE', cookie, headers })).status, 403)
    assert.equal((await ask('/api/invitations/ABCDEFGHJK/accept', { name: '别人', phone: '15400009999', password }, { headers })).status, 403)
  }
  const own = { origin: server.url('').replace(/\/$/, ''), 'sec-fetch-site': 'same-origin' }
  assert.equal((await signIn(phone, password, { headers: own })).status, 200)
  assert.equal(await me(cookie), 200, 'the session is still there')
})

test('numbers that do not exist, tried from an address, lock nobody else behind it out', async () => {
  const village = '127.6.0.1'
  for (let n = 0; n < 60; ++n) await signIn(`137000001${10 + n}`, 'guess-number-1', { from: village })
  assert.equal((await signIn(neighbour, password, { from: village })).status, 200, 'a new phone in the same village')
  const once = await signIn(secretary, 'a mistyped one', { from: village })
  const unknown = await signIn('13700000999', 'a mistyped one', { from: village })
  assert.deepEqual([once.status, once.text], [401, unknown.text], 'nothing tells which number exists')
  const again = await signIn(secretary, password, { from: village }), unknownAgain = await signIn('13700000999', password, { from: village })
  assert.deepEqual([again.status, again.text], [429, unknownAgain.text])
  assert.equal((await signIn(secretary, password, { from: village, cookie: `cunkou_device=${trusted[secretary]}` })).status, 200)
})

test('a number that is tried from everywhere still signs in on a phone that has signed in before', async () => {
  for (let n = 0; n < 30; ++n) await signIn(phone, 'guess-number-1', { from: `127.7.0.${1 + n}` })
  assert.equal((await signIn(phone, password, { from: '127.7.1.1' })).status, 429, 'a phone that nobody knows')
  const own = `cunkou_device=${trusted[phone]}`
  const back = await signIn(phone, password, { from: '127.7.0.1', cookie: own })
  assert.equal(back.status, 200, 'even at an address of the attacker')
  const shared = await signIn(neighbour, password, { from: '127.7.1.2', cookie: own })
  const both = `cunkou_device=${shared.cookies.cunkou_device}`
  assert.equal((await signIn(phone, password, { from: '127.7.1.3', cookie: both })).status, 200, 'a phone that two persons share')
  clock.set(clock.ahead + 20 * minutes)
})

let secret, recoveryCodes
test('a second factor is asked for after a right password only, and each code is accepted once', async () => {
  const cookie = sessionOf(await signIn(secretary, password))
  assert.equal((await ask('/api/me/second-factor', { password: 'another-one-1' }, { cookie })).status, 400)
  const begun = await ask('/api/me/second-factor', { password }, { cookie })
  secret = begun.json.secret
  assert.match(begun.json.uri, new RegExp(`^otpauth://totp/Cunkou:${secretary}\\?secret=${secret}&issuer=Cunkou$`))
  assert.equal((await signIn(secretary, password)).status, 200, 'not asked before it is confirmed')
  const wrong = await ask('/api/me/second-factor/confirm', { code: '000000' }, { cookie })
  assert.deepEqual([wrong.status, Object.keys(wrong.json.fields)], [400, ['code']])
  const on = await ask('/api/me/second-factor/confirm', { code: totp(secret, clock.now()) }, { cookie })
  recoveryCodes = on.json.recoveryCodes
  assert.equal(recoveryCodes.length, 8)
  const shown = await ask('/api/me/second-factor', undefined, { method: 'GET', cookie })
  assert.deepEqual([shown.json.on, shown.json.recoveryCodesLeft], [true, 8])
  assert.ok(!shown.text.includes(secret))
  assert.equal((await ask('/api/me/second-factor', { password }, { cookie })).status, 409, 'not shown again')

  const withCode = (code, from = '127.0.0.1') => ask('/api/session', { phone: secretary, password, code }, { from })
  assert.deepEqual((await signIn(secretary, 'wrong-password-1')).json.fields, undefined, 'a wrong password tells nothing of it')
  const asked = await signIn(secretary, password)
  assert.deepEqual([asked.status, Object.keys(asked.json.fields), asked.cookies], [401, ['code'], {}])
  clock.set(clock.ahead + minutes)
  const code = totp(secret, clock.now())
  assert.equal((await withCode(code)).status, 200)
  const replayed = await withCode(code)
  assert.deepEqual([replayed.status, Object.keys(replayed.json.fields)], [401, ['code']])
  assert.equal((await withCode(`${recoveryCodes[0].slice(0, 5)}-${recoveryCodes[0].slice(5).toLowerCase()}`)).status, 200)
  assert.equal((await withCode(recoveryCodes[0])).status, 401, 'a recovery code works once')
})

test('an invitation that an account accepts asks for the code as well', async () => {
  const code = await server.invite('technician')
  const accept = (more) => ask(`/api/invitations/${code}/accept`, { phone: secretary, password, ...more })
  const asked = await accept({})
  assert.deepEqual([asked.status, Object.keys(asked.json.fields), asked.cookies], [401, ['code'], {}])
  assert.equal((await accept({ code: recoveryCodes[1] })).status, 200)
})

test('codes are throttled for somebody who knows the password, wherever the guesses come from', async () => {
  clock.set(clock.ahead + 20 * minutes)
  const guess = (n) => ask('/api/session', { phone: secretary, password, code: String(100000 + n) }, { from: `127.8.0.${1 + n}` })
  const guesses = []
  for (let n = 0; n < 8; ++n) guesses.push((await guess(n)).status)
  assert.deepEqual(guesses, [401, 401, 401, 401, 401, 429, 429, 429])
  const own = `cunkou_device=${trusted[secretary]}`
  const back = await ask('/api/session', { phone: secretary, password, code: recoveryCodes[2] }, { cookie: own })
  assert.equal(back.status, 200, 'the owner signs in on a phone that has signed in before')
})

test('the operator at the machine turns a second factor off; the owner does so with the password or a code', async () => {
  const factor = (...words) => run('person', 'second-factor', ...words, '--data', server.data)
  assert.match((await factor(secretary)).stdout, /is on/)
  assert.match((await factor(secretary, '--off')).stdout, /is off/)
  assert.match((await factor(secretary)).stdout, /is off/)
  assert.match((await factor(secretary, '--off')).stderr, /off already/)
  assert.match((await factor('15400009999')).stderr, /nobody has this phone number/)
  clock.set(clock.ahead + 20 * minutes)
  const cookie = sessionOf(await signIn(secretary, password))
  for (const proof of [() => ({ password }), (codes) => ({ code: codes[0] })]) {
    const begun = await ask('/api/me/second-factor', { password }, { cookie })
    const { recoveryCodes: codes } = (await ask('/api/me/second-factor/confirm', { code: totp(begun.json.secret, clock.now()) }, { cookie })).json
    assert.equal((await ask('/api/me/second-factor/off', {}, { cookie })).status, 400)
    assert.equal((await ask('/api/me/second-factor/off', { password: 'another-one-1' }, { cookie })).status, 400)
    assert.equal((await ask('/api/me/second-factor/off', proof(codes), { cookie })).status, 204)
    assert.equal((await signIn(secretary, password)).status, 200)
  }
})

test('a session ends when nobody uses it, and at its greatest age however often it is used', async () => {
  const idle = sessionOf(await signIn(neighbour, password)), used = sessionOf(await signIn(neighbour, password))
  for (let day = 0; day < 180; day += 45) {
    assert.equal(await me(used), 200, `day ${day}`)
    if (day === 90) assert.equal(await me(idle), 401, 'unused for 90 days')
    clock.set(clock.ahead + 45 * days)
  }
  clock.set(clock.ahead + minutes)
  assert.equal(await me(used), 401, 'used until its last day')
})

test('failures and lock-outs are logged and counted; the journal has them by account, with neither number nor address', async () => {
  const metrics = await (await fetch(server.url('/metrics'))).text()
  const value = (name) => Number(metrics.match(new RegExp(`^${name} (\\d+)$`, 'm'))?.[1])
  assert.ok(value('cunkou_sign_ins_failed_total{account="known"}') >= 30)
  assert.ok(value('cunkou_sign_ins_failed_total{account="unknown"}') >= 60)
  assert.ok(value('cunkou_sign_ins_locked_out_total') >= 3)
  assert.match(server.log, /sign-in failed: person \d+, from 127\.7\.0\.1\b/)
  assert.match(server.log, /sign-in failed: a number without an account, from 127\.6\.0\.1\b/)
  assert.match(server.log, /sign-in refused after too many failures: person \d+, from 127\.7\.1\.1\b/)
  await server.stop()
  const entries = await stateRows(server.data, 'SELECT verb, subject, details FROM journal ORDER BY number')
  const of = (verb) => entries.filter((entry) => entry.verb === verb)
  const flood = of('fail_sign_in').filter(({ details }) => JSON.parse(details).count >= 20)
  assert.equal(flood.length, 1, 'thirty failures of one account in a quarter are one entry')
  const [{ id }] = await stateRows(server.data, `SELECT id FROM people WHERE phone = '${phone}'`)
  assert.equal(flood[0].subject, `person:${id}`)
  const quarters = of('fail_sign_in').map(({ subject, details }) => `${subject} ${JSON.parse(details).from}`)
  assert.equal(new Set(quarters).size, quarters.length)
  for (const verb of ['lock_out', 'sign_in', 'turn_on_second_factor', 'turn_off_second_factor', 'use_recovery_code'])
    assert.ok(of(verb).length > 0 && of(verb).every(({ subject }) => /^person:\d+$/.test(subject)), verb)
  const all = JSON.stringify(entries) + server.log
  for (const kept of [phone, neighbour, secretary, secret, ...recoveryCodes]) assert.ok(!all.includes(kept), kept)
  assert.ok(!JSON.stringify(entries).includes('127.'), 'no address')
  assert.match(await command('check', '--data', server.data), /\S/)
})
