// Everything that people can see and that is stored of a county, as one JSON value. make.mjs writes it into an archive;
// upgrade.test.mjs takes it again with today's program and compares.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

// Fields that depend on the moment of the question, not on what is stored.
const momentary = new Set(['at', 'now', 'lastSeenAt', 'connected', 'online', 'ageSeconds', 'timeLeftSeconds', 'advice', 'reason',
  'recovering', 'derived', 'bands', 'state', 'stateSince', 'status', 'statusSince', 'stale', 'late', 'spark', 'mqttPort', 'version'])
// What a stored answer says of alarms, commands and readings is compared field by field, so these keep such fields.
const historical = /\/(alarms|commands)/

function lasting(answer, path) {
  const dropped = historical.test(path) ? new Set(['ageSeconds', 'recovering']) : momentary
  return JSON.parse(JSON.stringify(answer, (key, value) => (dropped.has(key) ? undefined : value)))
}

const common = ['/api/me', '/api/places', '/api/people?top=1000', '/api/households', '/api/invitations', '/api/greenhouses',
  '/api/alarms?state=all&top=1000', '/api/devices?top=1000', '/api/profiles', '/api/crops']
// `latest` and `streams` carry the last readings; the readings themselves are compared whole.
const entitySets = ['Things?$expand=Locations,HistoricalLocations', 'Locations', 'HistoricalLocations?$expand=Locations',
  'Datastreams?$expand=Thing,Sensor,ObservedProperty', 'Sensors', 'ObservedProperties', 'FeaturesOfInterest']

async function pagesOf(server, cookie) {
  const ids = async (path, list) => (await server.app(cookie, 'GET', path))[list].map(({ id }) => id)
  const greenhouses = await ids('/api/greenhouses', 'greenhouses')
  const alarms = await ids('/api/alarms?state=all&top=1000', 'alarms')
  const devices = await ids('/api/devices?top=1000', 'devices')
  return [...common, ...greenhouses.flatMap((id) => [`/api/greenhouses/${id}`, `/api/greenhouses/${id}/rules`, `/api/greenhouses/${id}/commands?top=1000`]),
    ...alarms.map((id) => `/api/alarms/${id}`), ...devices.map((id) => `/api/devices/${id}`)]
}

async function answersTo(server, cookie, paths) {
  const answers = {}
  for (const path of paths) {
    const answer = await fetch(server.url(path), { headers: { cookie } })
    answers[path] = { status: answer.status, ...(answer.ok && { body: lasting(await answer.json(), path) }) }
  }
  return answers
}

// SensorThings entities without the address of the server, which differs from start to start.
async function entitiesOf(server, cookie) {
  const found = {}
  for (const set of entitySets) {
    const { value } = await server.app(cookie, 'GET', `/v1.1/${set}${set.includes('?') ? '&' : '?'}$top=1000&$orderby=id asc`)
    found[set] = JSON.parse(JSON.stringify(value).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, ''))
  }
  return found
}

export function digestOf(lines) {
  const hash = createHash('sha256')
  for (const line of lines) hash.update(`${line}\n`)
  return hash.digest('hex')
}

// Of each Datastream: how many Observations, the first and the last, and a digest of every time and result.
async function observationsOf(server, cookie, datastreams) {
  const found = {}
  for (const id of datastreams) {
    const all = []
    let path = `/v1.1/Datastreams(${id})/Observations?$orderby=phenomenonTime asc&$top=10000`
    while (path) {
      const page = await server.app(cookie, 'GET', path)
      for (const { phenomenonTime, resultTime, result, resultQuality, validTime, parameters } of page.value)
        all.push(JSON.stringify([phenomenonTime, result, resultTime, resultQuality, validTime, parameters]))
      const next = page['@iot.nextLink']
      path = next && next.slice(next.indexOf('/v1.1/'))
    }
    found[id] = { count: all.length, first: all[0] ?? null, last: all.at(-1) ?? null, digest: digestOf(all) }
  }
  return found
}

// Hourly curves: they also read the roll-ups.
async function curvesOf(server, cookie, devices, from, to) {
  const found = {}
  for (const id of devices) {
    const { series } = await server.app(cookie, 'GET', `/api/devices/${id}/series?from=${from}&to=${to}&step=3600000&figures=min,max,mean,count,first,last`)
    found[id] = series
  }
  return found
}

// `people` is {key: {cookie}}; `operator` is the key of the one who sees everything; `from` and `to` bound the curves.
export async function inventoryOf(server, { people, operator, places, from, to }) {
  const { cookie } = people[operator]
  const answers = {}
  for (const [key, person] of Object.entries(people)) {
    answers[key] = await answersTo(server, person.cookie, [...(await pagesOf(server, person.cookie)), '/api/me/sessions'])
  }
  const channels = await answersTo(server, cookie, places.map((code) => `/api/places/${code}/channels`))
  const entities = await entitiesOf(server, cookie)
  const ids = entities[entitySets.find((set) => set.startsWith('Datastreams'))].map((one) => one['@iot.id'])
  const devices = (await server.app(cookie, 'GET', '/api/devices?top=1000')).devices.map(({ id }) => id)
  return { answers, channels, entities, observations: await observationsOf(server, cookie, ids),
    curves: await curvesOf(server, cookie, devices, from, to) }
}

// The named numbers of series.db, e.g. the clock of the retention: a program that loses it would fold by the machine's clock.
export async function statesOf(folder) {
  const { stdout } = await execute('sqlite3', ['-json', join(folder, 'series.db'), 'SELECT name, value FROM state ORDER BY name'])
  return Object.fromEntries(JSON.parse(stdout || '[]').map(({ name, value }) => [name, value]))
}

// Entries of the journal are never rewritten, so the rows themselves are compared.
export async function journalOf(folder) {
  const { stdout } = await execute('sqlite3', ['-json', join(folder, 'cunkou.db'),
    'SELECT number, at, who, via, verb, subject, details, hash FROM journal ORDER BY number'], { maxBuffer: 64 << 20 })
  return JSON.parse(stdout)
}
