// The web app's types are generated from web/openapi.json: it equals the description that the program gives.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'

import { command, root } from '../server.mjs'

const sources = readdirSync(join(root, 'web/src'), { recursive: true })
const source = (name) => readFileSync(join(root, 'web/src', name), 'utf8')

let api
before(async () => {
  api = JSON.parse(await command('openapi'))
})

test('web/openapi.json is up to date', () => {
  const committed = JSON.parse(readFileSync(join(root, 'web/openapi.json'), 'utf8'))
  assert.deepEqual(committed, api, 'run `npm run --prefix web openapi` after a change of the API')
})

// Most calls are checked by their types; uploads and the live stream have their addresses as strings.
test('each address written as a string is a route', () => {
  const addresses = sources.filter((name) => /(^|\/)api\.ts$/.test(name)).flatMap((name) =>
    [...source(name).matchAll(/(?:upload<(\w+)>|EventSource)\(['`]([^'`]+)['`]/g)].map(([, answer, address]) => ({ answer, address })))
  assert.deepEqual(addresses.map(({ address }) => address).sort(), ['/api/devices/${id}/import', '/api/live'])
  for (const { answer, address } of addresses) {
    const route = api.paths[address.replace(/\$\{/g, '{')]
    assert.ok(route, `${address} is no route`)
    if (answer) assert.equal(route.post.responses['2XX'].description, answer)
  }
})

test('the live stream has the updates that the app listens for', () => {
  const types = new Map([...source('lib/types.ts').matchAll(/export type (\w+) = Schemas\['(\w+)'\]/g)].map(([, name, schema]) => [name, schema]))
  const listened = source('lib/live/liveUpdates.ts').match(/interface LiveUpdates \{([^}]*)\}/)[1]
  const updates = Object.entries(api.components.schemas.LiveUpdates['x-updates']).map(([name, { $ref }]) => [name, $ref.split('/').pop()])
  assert.deepEqual([...listened.matchAll(/(\w+): (\w+)/g)].map(([, name, type]) => [name, types.get(type)]), updates)
})
