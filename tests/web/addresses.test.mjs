// the api.ts of the features knows addresses and the types of what they answer: each is a route of the server, and gives what the api.ts of the features says.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'

import { command, root } from '../server.mjs'

const folder = join(root, 'web/src')
const sources = readdirSync(folder, { recursive: true }).filter((name) => /(^|\/)(api|liveUpdates)\.ts$/.test(name))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
const call = /\b(read|write|upload|writeForBlob)(?:<(\w+)>)?\(\s*(?:'(POST|PUT|PATCH|DELETE)',\s*)?['`](\/api\/[^'`]*)['`]/g
const asked = sources.flatMap((text) => [...text.matchAll(call)].map(([, by, gives, method, address]) => ({
  method: method ?? (by === 'read' ? 'GET' : 'POST'),
  path: address.replace(/\$\{query\(.*$/, '').replace(/\$\{[^}]*\}/g, '{}'),
  gives: by === 'writeForBlob' ? 'Svg' : gives,
})))

let api
before(async () => {
  api = JSON.parse(await command('openapi'))
})

const routeOf = ({ method, path }) => {
  const found = Object.keys(api.paths).find((one) => one.replace(/\{\w+\}/g, '{}') === path && api.paths[one][method.toLowerCase()])
  return found && api.paths[found][method.toLowerCase()]
}

test('no address of the api.ts of the features is overlooked here', () => {
  const addresses = sources.join('\n').match(/['`]\/api\//g).length
  assert.equal(asked.length + 1, addresses, 'all but that of the live stream')
})

test('each address is a route of the server and gives what the api.ts of the features takes it for', () => {
  for (const one of asked) {
    const route = routeOf(one)
    assert.ok(route, `${one.method} ${one.path} is no route`)
    const { description, content } = route.responses['2XX']
    assert.equal(one.gives, content ? description : 'void', `${one.method} ${one.path}`)
  }
})

test('the live stream tells what the api.ts of the features listens for', () => {
  const listened = sources.join('\n').match(/interface LiveEvents \{([^}]*)\}/)[1]
  const events = Object.entries(api.components.schemas.LiveEvents['x-events']).map(([name, { $ref }]) => [name, $ref.split('/').pop()])
  assert.deepEqual([...listened.matchAll(/(\w+): (\w+)/g)].map(([, name, type]) => [name, type]), events)
})
