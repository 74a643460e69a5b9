// The API description is a valid OpenAPI 3.1 document and matches the server: every operation is called, and its bodies are
// validated against the schemas.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Server, command, until, village } from '../server.mjs'
import { totp } from '../totp.mjs'
import { connected } from '../ingest_clients.mjs'
import { Description, faultsOf, updatesOf, valuesOf } from './openapi_checker.mjs'

const group = `${village}001`
const password = 'lantern-river-41'
let server, people, api, text, operator, farmer, cadre, house, device, token
const ask = (...words) => api.ask(...words)
const now = () => new Date().toISOString()

before(async () => {
  server = new Server()
  await command('sample', '--data', server.data, '--history-days', '2')
  await server.start()
  people = JSON.parse(readFileSync(join(server.data, 'sample/sign-in.json'), 'utf8'))
  text = await (await fetch(server.url('/api/openapi.json'))).text()
  api = new Description(JSON.parse(text), (path) => server.url(path))
  operator = await server.signIn(people.operator)
  farmer = await server.signIn(people.farmer)
  cadre = await server.signIn(people.secretary)
})
after(() => server.remove())

// The document.

test('the document is valid OpenAPI 3.1 and equals the output of the command', async () => {
  assert.deepEqual(faultsOf(api.document), [])
  assert.equal(await command('openapi'), text)
})

test('every reference resolves, and every schema is valid and used', () => {
  const schemas = Object.keys(api.document.components.schemas)
  const named = valuesOf('$ref', api.document).map((ref) => ref.replace('#/components/schemas/', ''))
  for (const name of named) assert.ok(schemas.includes(name), `${name} is not there`)
  for (const name of schemas) {
    assert.ok(named.includes(name), `nothing uses ${name}`)
    assert.doesNotThrow(() => api.validator({ $ref: `#/components/schemas/${name}` }), name)
  }
  for (const scheme of api.operations.flatMap(({ operation }) => operation.security.flatMap(Object.keys))) {
    assert.ok(api.document.components.securitySchemes[scheme], scheme)
  }
})

test('every operation declares its parameters, its answer and its refusal', () => {
  const ids = new Set()
  for (const { name, path, operation } of api.operations) {
    const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name)
    assert.deepEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter), declared, name)
    for (const parameter of operation.parameters ?? []) assert.doesNotThrow(() => api.ajv.compile(parameter.schema), `${name} ${parameter.name}`)
    assert.deepEqual(Object.keys(operation.responses), ['2XX', 'default'], name)
    assert.ok(operation.responses.default.content['application/problem+json'], name)
    assert.ok(operation.summary && operation.tags[0], name)
    assert.ok(!ids.has(operation.operationId), operation.operationId)
    ids.add(operation.operationId)
  }
})

test('every operation that needs a permission declares its security', async () => {
  for (const { name, method, path, operation } of api.operations) {
    if (operation.security.length === 0) continue
    const body = operation.requestBody && '{}'
    const answer = await fetch(server.url(path.replace('{rest}', 'Things').replace(/\{\w+\}/g, '1')), { method: method.toUpperCase(), body })
    assert.equal(answer.status, 401, name)
    await answer.body?.cancel()
  }
})

// Every operation.

test('session, own account and invitations match their schemas', async () => {
  const { phone, password: secret } = people.farmer
  await ask('GET', '/api/about')
  await ask('POST', '/api/session', { body: { phone, password: secret } })
  await ask('POST', '/api/session', { body: { phone, password: 'wrong' }, refused: 401 })
  const { fields } = await ask('POST', '/api/session', { body: {}, refused: 400 })
  assert.deepEqual(Object.keys(fields), ['phone', 'password'])
  await ask('GET', '/api/me', { refused: 401 })
  for (const as of [operator, farmer, cadre]) await ask('GET', '/api/me', { as })
  await ask('PATCH', '/api/me', { as: farmer, body: { elderMode: true, language: 'zh' } })
  await ask('POST', '/api/qr', { as: farmer, body: { text: 'http://localhost/' } })

  const wanted = { role: 'technician', placeCode: village, name: '示例技术员乙' }
  const { code } = await ask('POST', '/api/invitations', { as: cadre, body: wanted })
  const { id } = await ask('POST', '/api/invitations', { as: cadre, body: { role: 'technician', placeCode: village } })
  assert.equal((await ask('GET', '/api/invitations', { as: cadre })).invitations.length, 2)
  await ask('GET', `/api/invitations/${code}`)
  await ask('GET', '/api/invitations/nonsense', { refused: 404 })
  await ask('POST', `/api/invitations/${code}/accept`, { body: { name: wanted.name, phone: '10000000999', password } })
  await ask('DELETE', `/api/invitations/${id}`, { as: cadre })

  const newcomer = await server.signIn({ phone: '10000000999', password })
  await server.signIn({ phone: '10000000999', password })
  await ask('POST', '/api/me/password', { as: newcomer, body: { old: password, new: `${password}-2` } })
  await server.signIn({ phone: '10000000999', password: `${password}-2` })
  const proof = `${password}-2`
  await ask('POST', '/api/me/second-factor', { as: newcomer, body: { password: 'wrong' }, refused: 400 })
  const { secret: base32 } = await ask('POST', '/api/me/second-factor', { as: newcomer, body: { password: proof } })
  await ask('POST', '/api/me/second-factor/confirm', { as: newcomer, body: { code: '' }, refused: 400 })
  const { recoveryCodes: [one] } = await ask('POST', '/api/me/second-factor/confirm', { as: newcomer, body: { code: totp(base32) } })
  await ask('GET', '/api/me/second-factor', { as: newcomer })
  await ask('POST', '/api/session', { body: { phone: '10000000999', password: proof }, refused: 401 })
  await ask('POST', '/api/session', { body: { phone: '10000000999', password: proof, code: one } })
  await ask('POST', '/api/me/second-factor/off', { as: newcomer, body: { password: proof } })
  await ask('POST', '/api/me/second-factor/off', { as: newcomer, body: { password: proof }, refused: 409 })
  const { sessions } = await ask('GET', '/api/me/sessions', { as: newcomer })
  await ask('DELETE', `/api/me/sessions/${sessions.find(({ current }) => !current).id}`, { as: newcomer })
  await ask('DELETE', '/api/session', { as: newcomer })
  const again = await server.signIn({ phone: '10000000999', password: `${password}-2` })
  const me = await ask('GET', '/api/me', { as: again })
  await ask('DELETE', `/api/people/${me.person.id}/sessions`, { as: operator })
  await ask('GET', '/api/me', { as: again, refused: 401 })
})

test('places, people and households match their schemas', async () => {
  const place = { code: '610829101202', name: '新村(示例)', parentCode: village.slice(0, 9) + '000', latitude: 37.5, longitude: 110.7 }
  await ask('POST', '/api/places', { as: operator, body: place })
  await ask('POST', '/api/places', { as: farmer, body: place, refused: 404 })
  await ask('PATCH', `/api/places/${place.code}`, { as: operator, body: { name: '新村二组(示例)' } })
  const csv = { as: operator, type: 'text/csv', body: 'code,name\n610829101202,新村(示例)\n610829101203,别村(示例)\n61,残缺\n' }
  const preview = await ask('POST', '/api/places/import?preview=true', csv)
  assert.deepEqual([preview.add, preview.change, preview.bad.length], [1, 1, 1])
  await ask('POST', '/api/places/import', csv)
  for (const as of [operator, farmer]) await ask('GET', '/api/places', { as })

  const { people: listed } = await ask('GET', `/api/people?place=${village}&q=示例&top=50&skip=0`, { as: cadre })
  const worker = listed.find(({ name }) => name === '示例工人01')
  await ask('DELETE', `/api/roles/${worker.roles[0].id}`, { as: farmer })

  await ask('DELETE', `/api/places/${village}`, { as: operator, refused: 409 })
  await ask('DELETE', '/api/places/610829101203', { as: operator })

  const slip = await ask('POST', '/api/households', { as: cadre, body: { name: '大棚户99', placeCode: group } })
  assert.deepEqual(slip.may, { change: true, remove: true })
  await ask('DELETE', `/api/households/${slip.id}`, { as: farmer, refused: 404 })
  await ask('DELETE', `/api/households/${slip.id}`, { as: cadre })
  await ask('GET', `/api/households?place=${village}`, { as: cadre })
  const { households } = await ask('GET', '/api/households', { as: farmer })
  const quiet = { as: farmer, body: { quietFrom: '21:00', quietTo: '06:00' } }
  assert.equal((await ask('PATCH', `/api/households/${households[0].id}`, quiet)).quietFrom, '21:00')
  await ask('PATCH', `/api/households/${households[0].id}`, { as: farmer, body: { quietFrom: null, quietTo: null } })
})

test('devices and every ingest endpoint match their schemas', async () => {
  await ask('GET', '/api/profiles', { as: farmer })
  const added = await ask('POST', '/api/devices', { as: cadre, body: { name: '试验棚', profile: 'greenhouse', placeCode: group } })
  device = added.device.id
  await ask('POST', '/api/devices', { as: cadre, body: { name: 'x', profile: 'none', placeCode: group }, refused: 400 })
  await ask('GET', `/api/devices?place=${village}&top=10&skip=0`, { as: cadre })
  await ask('PATCH', `/api/devices/${device}`, { as: cadre, body: { name: '试验棚二' } })
  token = (await ask('POST', `/api/devices/${device}/token`, { as: cadre })).token
  const as = { authorization: `Token ${token}` }

  await ask('POST', `/api/v1/${token}/telemetry`, { body: { air_temperature: 21.5, vent_position: 40 } })
  await ask('POST', `/api/v1/${token}/telemetry`, { body: [{ ts: Date.now() - 60_000, values: { air_temperature: 21.25, relative_humidity: 900 } }] })
  await ask('POST', `/api/v1/${token}/telemetry`, { body: { air_temperature: 900 }, refused: 400 })
  await ask('POST', `/api/v1/${token}/telemetry`, { body: undefined, refused: 400 })
  await ask('POST', `/api/v1/${token}/attributes`, { body: { firmware: '1.2', battery: 3.7 } })
  await ask('GET', `/api/v1/${token}/attributes?clientKeys=firmware`)
  await ask('GET', '/api/v1/nonsense/attributes', { refused: 401 })

  const lines = { as, type: 'text/plain', body: `air_temperature value=20.5 ${Date.now() - 3_600_000}` }
  await ask('POST', '/api/v2/write?precision=ms&bucket=b&org=o', lines)
  await ask('POST', '/write?precision=ms&db=d', lines)
  await ask('POST', '/write?precision=ms', { ...lines, body: 'air_temperature value=warm', refused: 400 })
  await ask('POST', '/query', { as, type: 'application/x-www-form-urlencoded', body: new URLSearchParams({ q: 'CREATE DATABASE d' }) })
  await ask('GET', '/ping')
  await ask('GET', '/health')

  const file = `stream,time,value\nair_temperature,${now()},19.5\nair_temperature,${now()},warm\n`
  const { id } = await ask('POST', `/api/devices/${device}/import`, { as: cadre, type: 'text/csv', body: file })
  const done = await until('the import', async () => {
    const import_ = await ask('GET', `/api/imports/${id}`, { as: cadre })
    return import_.state !== 'running' && import_
  })
  assert.equal(done.state, 'done', JSON.stringify(done))
  const shown = await ask('GET', `/api/devices/${device}`, { as: cadre })
  assert.ok(shown.refusals.length >= 3 && shown.counts.added >= 4, JSON.stringify(shown))
  house = shown.thing.id
  await ask('GET', `/api/devices/${device}/series?quantities=air_temperature&from=first&to=last&step=60000&figures=count,first,last`, { as: cadre })
  assert.ok((await ask('GET', `/api/latest?place=${village}`, { as: cadre })).latest.some(({ deviceId }) => deviceId === device))
})

test('greenhouses, curves and rules match their schemas', async () => {
  const own = (await ask('GET', '/api/greenhouses', { as: farmer })).greenhouses
  await ask('GET', `/api/greenhouses?place=${village}`, { as: cadre })
  assert.ok(own.length > 0)
  const path = `/api/greenhouses/${own[0].id}`
  for (const one of own) await ask('GET', `/api/greenhouses/${one.id}`, { as: farmer })
  await ask('GET', `/api/greenhouses/${house}`, { as: cadre })
  await ask('GET', path, { refused: 401 })
  await ask('GET', '/api/crops', { as: farmer })
  await ask('PATCH', path, { as: farmer, body: { name: own[0].name, crop: 'tomato', stage: 'fruiting', plantedAt: now(), automatic: false } })

  const day = new Date(Date.now() - 86_400_000).toISOString()
  const { series } = await ask('GET', `${path}/series?from=${day}&to=${now()}&buckets=600`, { as: farmer })
  assert.ok(series.some(({ at }) => at.length > 250), 'a day of history')
  await ask('GET', `${path}/series?quantities=air_temperature,vent_position`, { as: farmer })
  await ask('GET', `${path}/series?buckets=0`, { as: farmer, refused: 400 })

  const { rules } = await ask('GET', `${path}/rules`, { as: farmer })
  assert.ok(rules.length > 5)
  const rule = `${path}/rules/air_cold`
  await ask('PUT', rule, { as: farmer, body: { threshold: 4.5, severity: 'danger' } })
  const merged = await ask('PUT', rule, { as: farmer, body: { holdSeconds: 120 } })
  assert.deepEqual([merged.threshold, merged.severity, merged.holdSeconds], [4.5, 'danger', 120])
  await ask('PUT', rule, { as: farmer, body: { clear: -90 }, refused: 400 })
  await ask('DELETE', rule, { as: farmer })
})

test('alarms, commands, channels and live updates match their schemas', async () => {
  const [{ id }] = (await ask('GET', '/api/greenhouses', { as: farmer })).greenhouses
  const channel = { kind: 'webhook', name: '值班室', target: 'https://hook.invalid/secret', minSeverity: 'watch', escalationStep: 'technician' }
  for (const target of ['https://127.0.0.1:9/secret', 'https://localhost/', 'https://a b/', 'hook.invalid']) {
    await ask('POST', `/api/places/${village}/channels`, { as: cadre, body: { ...channel, target }, refused: 400 })
  }
  const made = await ask('POST', `/api/places/${village}/channels`, { as: cadre, body: channel })
  await ask('GET', `/api/places/${village}/channels`, { as: cadre })
  assert.equal((await ask('POST', `/api/channels/${made.id}/trial`, { as: cadre })).ok, false)

  const delivered = new Map()
  const leave = new AbortController()
  const live = await fetch(server.url(`/api/live?greenhouse=${id}`), { headers: { cookie: farmer }, signal: leave.signal })
  const { 'text/event-stream': stream } = api.find('GET', '/api/live').operation.responses['2XX'].content
  const updates = api.schema(stream.schema)['x-updates']
  const following = (async () => {
    for await (const { name, data } of updatesOf(live)) {
      assert.ok(updates[name], `the update ${name} is not described`)
      api.validate(updates[name], data, `the update ${name}`)
      delivered.set(name, data)
    }
  })().catch((error) => { if (error.name !== 'AbortError') delivered.set('error', error) })

  const { devices } = await ask('GET', `/api/devices?greenhouse=${id}`, { as: operator })
  const { token: secret } = await ask('POST', `/api/devices/${devices[0].id}/token`, { as: operator })
  await ask('PUT', `/api/greenhouses/${id}/rules/air_cold_danger`, { as: farmer, body: { holdSeconds: 0 } })
  const client = await connected(server, secret)
  await ask('POST', `/api/v1/${secret}/telemetry`, { body: { air_temperature: -3.5, vent_position: 37.5, vent_moving: 'opening' } })
  const alarm = await until('the alarm', async () => {
    const { alarms } = await ask('GET', `/api/alarms?state=open&greenhouse=${id}&top=10&skip=0`, { as: farmer })
    return alarms.find(({ code, notices }) => code === 'air_cold_danger' && notices.length > 0)
  })
  await ask('GET', `/api/alarms?place=${village}&state=all`, { as: cadre })
  await ask('POST', `/api/alarms/${alarm.id}/acknowledge`, { as: farmer, body: { note: '已去看' } })
  await ask('POST', `/api/alarms/${alarm.id}/acknowledge`, { as: farmer, refused: 409 })
  await ask('GET', `/api/alarms/${alarm.id}`, { as: farmer })

  await client.endAsync()
  const request = { actuator: 'roller_shutter', action: 'set', position: 50, why: '看一看' }
  const asked = await ask('POST', `/api/greenhouses/${id}/commands`, { as: farmer, body: request })
  await ask('POST', `/api/greenhouses/${id}/commands`, { as: farmer, body: { ...request, position: 500 }, refused: 400 })
  await ask('GET', `/api/commands/${asked.id}`, { as: farmer })
  await ask('POST', `/api/commands/${asked.id}/cancel`, { as: farmer })
  assert.equal((await ask('GET', `/api/greenhouses/${id}/commands?top=5`, { as: farmer })).commands[0].reason, '已撤回')
  await ask('GET', `/api/greenhouses/${id}`, { as: farmer })
  await ask('GET', `/api/greenhouses/${id}/series`, { as: farmer })

  await until(`all of ${Object.keys(updates)} to be delivered`, () => delivered.has('error') || Object.keys(updates).every((name) => delivered.has(name)))
  assert.equal(delivered.get('error'), undefined)
  api.answered.add('GET /api/live')
  leave.abort()
  await following
  await ask('DELETE', `/api/channels/${made.id}`, { as: cadre })
})

test('SensorThings matches its schemas', async () => {
  const as = { authorization: `Bearer ${token}` }
  const { value } = await ask('GET', '/v1.1', { as })
  for (const { name } of value) await ask('GET', `/v1.1/${name}?$top=2&$count=true`, { as })
  const { value: things } = await ask('GET', '/v1.1/Things?$select=name&$expand=Datastreams&$filter=id gt 0&$orderby=name&$skip=0', { as })
  const { value: [stream] } = await ask('GET', "/v1.1/Datastreams?$filter=name eq 'air_temperature'", { as })
  const of = `/v1.1/Datastreams(${stream['@iot.id']})`
  for (const path of [of, `${of}/name`, `${of}/name/$value`, `${of}/$ref`, `${of}/Observations`, `${of}/Thing`]) await ask('GET', path, { as })
  await ask('GET', `${of}/Observations?$resultFormat=dataArray&$top=3`, { as })
  assert.ok(things.length === 1)
  await ask('POST', `${of}/Observations`, { as, body: { result: 20.25, phenomenonTime: now() } })
  const rows = [{ Datastream: { '@iot.id': stream['@iot.id'] }, components: ['phenomenonTime', 'result'], dataArray: [[now(), 20.75], [now(), 'warm']] }]
  await ask('POST', '/v1.1/CreateObservations', { as, body: rows })
  const thing = await ask('POST', '/v1.1/Things', { as: operator, body: { name: '气象站', description: '示例' } })
  const one = `/v1.1/Things(${thing['@iot.id']})`
  await ask('PATCH', one, { as: operator, body: { description: '村口的气象站' } })
  await ask('DELETE', one, { as: operator })
  await ask('GET', one, { as: operator, refused: 404 })
})

test('the operator\'s endpoints match their schemas', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/openapi.json']) await ask('GET', path)
})

test('removals match their schemas', async () => {
  await ask('DELETE', `/api/devices/${device}/token`, { as: cadre })
  await ask('DELETE', `/api/devices/${device}`, { as: cadre })
  const [{ id }] = (await ask('GET', '/api/greenhouses', { as: farmer })).greenhouses
  await ask('DELETE', `/api/greenhouses/${id}`, { as: farmer })
})

test('every described operation was called', () => {
  assert.deepEqual(api.operations.map(({ name }) => name).filter((name) => !api.answered.has(name)), [])
})
