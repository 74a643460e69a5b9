// Requests that are not as the description of the API says are refused with what is allowed: query parameters, media types, methods,
// transfer codings and host names.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server, until, village } from '../server.mjs'

let server, token, cookie
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('记录仪')
  const config = join(server.data, 'hosts.yaml')
  writeFileSync(config, 'http: {public_url: "https://village.example", hosts: [cunkou.lan]}\n')
  await server.start('--config', config)
  const [, code] = await until('the first link', () => server.log.match(/invitation\/([A-Za-z0-9_-]+)/))
  cookie = await server.signUp(code)
})
after(() => server.remove())

const get = (path) => fetch(server.url(path), { headers: { cookie } })
async function refusal(answer, status) {
  assert.equal(answer.status, status, await answer.clone().text())
  assert.match(answer.headers.get('content-type'), /problem\+json/)
  return (await answer.json()).detail
}

// Sends bytes as they are, and returns all that comes back until the connection ends or a whole answer is there.
const raw = (text) => new Promise((done, failed) => {
  let answer = ''
  const socket = connect(server.httpPort, '127.0.0.1', () => socket.write(text))
  const end = () => (socket.destroy(), done(answer))
  socket.on('data', (bytes) => {
    answer += bytes
    const head = answer.indexOf('\r\n\r\n')
    const length = Number(answer.match(/content-length: (\d+)/i)?.[1] ?? 0)
    if (head > 0 && Buffer.byteLength(answer.slice(head + 4)) >= length) end()
  })
  socket.on('close', end)
  socket.on('error', failed)
})
const status = async (text) => Number((await raw(text)).match(/^HTTP\/1\.1 (\d+)/)?.[1])

test('a parameter that a route does not know is refused with those that it knows', async () => {
  const description = await (await fetch(server.url('/api/openapi.json'))).json()
  let asked = 0
  for (const [path, operations] of Object.entries(description.paths)) {
    if (!operations.get || path === '/api/live') continue
    const answer = await get(`${path.replace(/\{code\}/, village).replace(/\{[a-z]+\}/g, '1')}?nonsense=1`)
    if ([401, 403, 404].includes(answer.status)) continue // hidden before it is looked at
    assert.match(await refusal(answer, 400), /nonsense/, path)
    asked += 1
  }
  assert.ok(asked > 15, `${asked} routes were asked`)
  assert.match(await refusal(await get('/api/alarms?stat=all'), 400), /stat.*state, severity/)
  assert.match(await refusal(await get('/api/me?x'), 400), /「x」/)
  assert.match(await refusal(await get('/v1.1/Things?top=1'), 400), /top.*\$top/)
  assert.match(await refusal(await get('/v1.1/Things?$tpo=1'), 400), /\$tpo.*\$top/)
  assert.equal((await get('/v1.1/Things?$search=x')).status, 501)
  assert.equal((await get('/api/live?nonsense=1')).status, 400)
})

test('a value that a parameter does not have is refused with those that it has, and so is a parameter given twice', async () => {
  for (const [path, reason] of Object.entries({
    '/api/alarms?state=opne': /opne.*open, all/,
    '/api/alarms?severity=lost': /lost.*watch, danger, no_data/,
    '/api/alarms?greenhouse=x': /greenhouse.*x/,
    '/api/people?top=many': /top.*many/,
    '/api/people?top=-1': /top.*-1/,
    '/api/people?top=1&top=2': /top.*两次/,
    '/v1.1/Things?$count=1': /\$count/,
    '/v1.1/Observations?$resultFormat=csv': /dataArray/,
  })) assert.match(await refusal(await get(path), 400), reason, path)
  const preview = await fetch(server.url('/api/places/import?preview=maybe'), {
    method: 'POST', headers: { cookie, 'content-type': 'text/csv' }, body: 'code,name\n',
  })
  assert.match(await refusal(preview, 400), /maybe/)
  for (const path of ['/api/alarms?state=all&top=5', '/api/people?q=%E5%BC%A0&&skip=0', '/v1.1/Things?%24top=1'])
    assert.equal((await get(path)).status, 200, path)
})

test('a page is shown whatever its address has after the question mark', async () => {
  const answer = await fetch(server.url('/?from=singlemessage'), { headers: { accept: 'text/html' } })
  assert.ok([200, 404].includes(answer.status), `${answer.status}`) // 404: the web app was not built
})

test('a body of another media type is refused with the one that is taken', async () => {
  const send = (path, type, body, method = 'POST') =>
    fetch(server.url(path), { method, body, headers: { ...(path === '/api/v2/write' ? { authorization: `Bearer ${token}` } : { cookie }), ...(type && { 'content-type': type }) } })
  for (const [path, type, body] of [
    ['/api/households', 'text/plain', '{"name":"a"}'],
    ['/api/session', 'application/x-www-form-urlencoded', 'phone=1'],
    [`/api/v1/${token}/telemetry`, 'application/x-www-form-urlencoded', '{"a":1}'],
    [`/api/v1/${token}/telemetry`, 'text/csv', '{"a":1}'],
    ['/v1.1/Things', 'application/xml', '<Thing/>'],
    ['/api/places/import', 'application/json', '{}'],
    ['/api/v2/write', 'application/json', '{}'],
  ]) {
    const answer = await send(path, type, body)
    assert.match(await refusal(answer, 415), new RegExp(type.replace(/[/+]/g, '.')), path)
    assert.ok(answer.headers.get('accept-post'), path)
  }
  for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.x+json'])
    assert.equal((await send(`/api/v1/${token}/telemetry`, type, '{"a":1}')).status, 200, type)
  for (const type of ['text/plain; charset=utf-8', 'application/x-www-form-urlencoded', 'application/octet-stream'])
    assert.equal((await send('/api/v2/write', type, 'a value=1')).status, 204, type)
  const bare = `POST /api/v1/${token}/telemetry HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\n\r\n{"a":1}`
  assert.equal(await status(bare), 200, 'small devices send no Content-Type')
})

test('a method of any length that is none is 501, and so is a transfer coding that is not chunked', async () => {
  for (const length of [7, 32, 33, 100, 8000, 20_000])
    assert.equal(await status(`${'A'.repeat(length)} /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`), 501, `${length} bytes`)
  assert.equal(await status(`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`), 414)
  assert.equal(await status(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`), 431)
  const with_coding = (coding, more = '') =>
    status(`POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: ${coding}\r\n${more}\r\n2\r\n{}\r\n0\r\n\r\n`)
  for (const coding of ['gzip', 'gzip, chunked', 'deflate', 'identity', 'chunked, chunked', 'x-chunked'])
    assert.equal(await with_coding(coding), 501, coding)
  assert.equal(await with_coding('chunked'), 400, 'an empty object is no sign-in')
  assert.equal(await with_coding('Chunked'), 400)
  assert.equal(await with_coding('chunked', 'Content-Length: 2\r\n'), 400, 'RFC 9112, 6.1: an attempt to smuggle')
})

test('with a public address only its host, further names, localhost and IP addresses are served', async () => {
  const asked = (host, target = '/healthz') => raw(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAccept-Language: en\r\n\r\n`)
  for (const host of ['village.example', 'VILLAGE.example:8443', 'cunkou.lan', `127.0.0.1:${server.httpPort}`, 'localhost', '192.168.1.7', '[::1]:80'])
    assert.match(await asked(host), /^HTTP\/1\.1 200/, host)
  for (const host of ['evil.example', '127.0.0.1.evil.example', 'village.example.evil.example', 'a@b', '']) {
    const answer = await asked(host)
    assert.match(answer, /^HTTP\/1\.1 421/, host)
    assert.match(answer, /http\.hosts/)
  }
  assert.match(await asked('village.example', 'http://evil.example/healthz'), /^HTTP\/1\.1 421/, 'the host of the target counts (RFC 9112, 3.2.2)')
  assert.match(await asked('evil.example', 'http://village.example/healthz'), /^HTTP\/1\.1 200/)
})
