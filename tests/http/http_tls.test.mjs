// With a certificate in the configuration HTTP and MQTT accept TLS only.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import mqtt from 'mqtt'

import { Server, command, until, village } from '../server.mjs'

let server, authority, token

// Like fetch, with a private certificate authority.
const ask = (method, path, { headers = {}, body } = {}) =>
  new Promise((done, failed) => {
    const asked = request({ host: 'localhost', port: server.httpPort, path, method, headers, ca: authority }, (answer) => {
      let text = ''
      answer.on('data', (bytes) => (text += bytes))
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }))
    })
    asked.on('error', failed)
    asked.end(body)
  })

before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('加密棚')
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(server.data, name))
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate],
  { stdio: 'ignore' })
  authority = readFileSync(certificate)
  const config = join(server.data, 'tls.yaml')
  const both = `certificate: ${certificate}, key: ${key}`
  writeFileSync(config, `http: {${both}}\nmqtt: {${both}}\n`)
  await server.startSecure('--config', config)
  await until('the server to be ready', async () => (await ask('GET', '/readyz')).status === 200)
})
after(() => server.remove())

test('pages come over HTTPS, and signing in sets Secure cookies of this host alone', async () => {
  const code = (await command('person', 'invite', '--role', 'village', '--place', village, '--data', server.data))
    .match(/invitation\/([A-Za-z0-9_-]+)/)[1]
  const accepted = await ask('POST', `/api/invitations/${code}/accept`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: '示例干部', phone: '15400009001', password: 'lantern-river-41' }),
  })
  assert.ok(accepted.status < 300, accepted.text)
  assert.match(accepted.headers['set-cookie'][0], /; Secure/i)
  assert.match(accepted.headers['set-cookie'][0], /; HttpOnly/i)
  for (const line of accepted.headers['set-cookie']) assert.match(line, /^__Host-cunkou_\w+=[^;]+; Path=\/; (?!.*Domain)/)
  const value = accepted.headers['set-cookie'][0].match(/^__Host-cunkou_session=([^;]+)/)[1]
  const me = async (cookie) => (await ask('GET', '/api/me', { headers: { cookie } })).status
  assert.equal(await me(`__Host-cunkou_session=${value}`), 200)
  assert.equal(await me(`cunkou_session=${value}`), 401, 'another page of the domain can set this one')
})

test('a device writes over HTTPS and over MQTT with TLS', async () => {
  const written = await ask('POST', '/api/v2/write?precision=s', {
    headers: { authorization: `Token ${token}` }, body: 't value=21.5 1767225600',
  })
  assert.equal(written.status, 204)
  const client = mqtt.connect(`mqtts://localhost:${server.mqttPort}`, { username: token, ca: authority, reconnectPeriod: 0 })
  await new Promise((done, failed) => client.once('connect', done).once('error', failed))
  await client.publishAsync('v1/devices/me/telemetry', '{"ts":1767225660000,"values":{"t":22}}', { qos: 1 })
  await client.endAsync()
  const { text } = await ask('GET', '/v1.1/Observations?$count=true&$top=0', { headers: { authorization: `Bearer ${token}` } })
  assert.equal(JSON.parse(text)['@iot.count'], 2)
})

test('plain HTTP and plain MQTT are refused, and the server goes on', async () => {
  await assert.rejects(fetch(server.url('/readyz')))
  const plain = mqtt.connect(server.mqttUrl, { username: token, reconnectPeriod: 0, connectTimeout: 2000 })
  const opened = await new Promise((done) => plain.once('connect', () => done(true)).once('close', () => done(false)).once('error', () => {}))
  plain.end(true)
  assert.equal(opened, false)
  assert.equal((await ask('GET', '/readyz')).status, 200)
})

// Whether a client that offers only this cipher of TLS 1.2 gets a connection.
const accepts = (port, ...words) =>
  spawnSync('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-brief', ...words], { input: '', encoding: 'utf8' }).status === 0

test('TLS has forward secrecy and authenticated ciphers, over HTTP and MQTT', () => {
  const weak = '@SECLEVEL=0' // of the client: what it offers is the server's to refuse
  for (const port of [server.httpPort, server.mqttPort]) {
    for (const cipher of ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305'])
      assert.ok(accepts(port, '-tls1_2', '-cipher', `${cipher}:${weak}`), `${cipher} at ${port}`)
    for (const cipher of ['AES128-GCM-SHA256', 'AES256-SHA256', 'AES128-SHA', 'ECDHE-RSA-AES128-SHA256', 'ECDHE-RSA-AES256-SHA', 'DHE-RSA-AES128-GCM-SHA256'])
      assert.ok(!accepts(port, '-tls1_2', '-cipher', `${cipher}:${weak}`), `${cipher} at ${port}`)
    assert.ok(accepts(port, '-tls1_3'))
    for (const version of ['-tls1', '-tls1_1']) assert.ok(!accepts(port, version, '-cipher', `ALL:${weak}`), version)
  }
})
