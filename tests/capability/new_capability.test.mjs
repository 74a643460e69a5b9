// Adds a capability with a table, a verb, routes, a metric and a page to a copy of the sources: four shared lines change. The
// copy is built and the capability is used.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { bringUpToDate, compile, differences, run } from './copied_tree.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const copy = join(root, 'build/capability_test')

// In each shared file one line, behind the first that matches.
const shared = {
  'CMakeLists.txt': [/^# Its weather and greenhouses are also/, 'cunkou_capability(sensing/weathervane USES base access platform/capability platform/http platform/sql core/journal core/places)', 'before'],
  'src/app/capabilities.cpp': [/^      alarms::manifest\(platform\),$/, '      weathervane::manifest(platform),'],
  'src/access/permissions.def': [/^PERMISSION\(edit_places,/, 'PERMISSION(turn_weathervanes, of(operator_, village))'],
  'docs/glossary.md': [/^\| remedy \|/, '| weathervane | 风向标 | shows where the wind comes from |'],
}

function insert(text, [pattern, line, where]) {
  const lines = text.split('\n')
  const at = lines.findIndex((one) => pattern.test(one))
  assert.ok(at >= 0, `no line matches ${pattern}`)
  lines.splice(where === 'before' ? at : at + 1, 0, line)
  return lines.join('\n')
}

let server
before(async () => {
  const edits = Object.fromEntries(Object.entries(shared).map(([file, rule]) => [file, (text) => insert(text, rule)]))
  bringUpToDate(copy, { root, added: join(here, 'weathervane'), edits })
})
after(() => server?.remove())

// `generated`: files that a command writes again, in which nobody writes a line.
function onlySharedLinesChanged(t, generated = []) {
  const found = differences(copy, root)
  const changed = Object.entries(found).filter(([file, lines]) => lines !== 'new' && !generated.includes(file))
  for (const [file, lines] of changed) t.diagnostic(`changed: ${file} (+${lines})`)
  for (const file of generated) assert.ok(file in found, `${file} did not change`)
  assert.deepEqual(Object.fromEntries(changed), Object.fromEntries(Object.keys(shared).map((file) => [file, 1])))
  const known = (file) => file in shared || generated.includes(file) || /^(src\/sensing|web\/src\/features)\/weathervane\//.test(file)
  assert.deepEqual(Object.keys(found).filter((file) => !known(file)), [])
}

test('four shared lines change, all else is new and in the folders of the capability', (t) => onlySharedLinesChanged(t))

test('the copy builds, with its description of the API and its web app', () => {
  compile(copy, root, 'cunkou', 'access_test', 'app_test')
  process.env.CUNKOU = join(copy, 'build/release/cunkou')
  for (const script of ['openapi', 'build']) execFileSync('npm', ['run', '--silent', script], { cwd: join(copy, 'web'), stdio: ['ignore', 'ignore', 'inherit'] })
  const described = JSON.parse(readFileSync(join(copy, 'web/openapi.json'), 'utf8'))
  assert.equal(described.paths['/api/weathervanes'].post['x-permission'], 'turn_weathervanes')
  assert.ok(described.components.schemas.Weathervane)
})

test('after the build the generated description of the API differs, and no other shared line', (t) => {
  onlySharedLinesChanged(t, ['web/openapi.json'])
})

test('the unit tests of permissions and rights pass with its permission and its routes', () => {
  run(copy, 'build/release/access_test', '--gtest_brief=1')
  run(copy, 'build/release/app_test', '--gtest_brief=1', '--gtest_filter=Rights.*')
})

test('its table, routes, permission, journal and metric work', async () => {
  const { Server, village: placeCode } = await import('../server.mjs')
  server = await Server.withPlaces()
  const [village, town] = [await server.invite('village'), await server.invite('town', '610829101000')]
  await server.start('--web', join(copy, 'web/dist'), '--definitions', join(copy, 'definitions'))
  const cadre = await server.signUp(village), other = await server.signUp(town, '示例镇干部', '15400009002')
  const north = JSON.stringify({ placeCode, name: '村口', fromDegrees: -90 })
  await assert.rejects(server.app(other, 'POST', '/api/weathervanes', north), /403/)
  const stored = { id: 1, name: '村口', fromDegrees: 270 }
  assert.deepEqual(await server.app(cadre, 'POST', '/api/weathervanes', north), stored)
  assert.deepEqual(await server.app(other, 'GET', '/api/weathervanes'), { weathervanes: [stored] })
  assert.deepEqual(await server.app(cadre, 'GET', '/api/weathervanes/1'), stored)
  assert.match(await (await fetch(server.url('/metrics'))).text(), /^cunkou_weathervanes 1$/m)
})

test('its page is a route of the web app', async () => {
  const assets = join(copy, 'web/dist/assets')
  const has = (text) => readdirSync(assets).filter((name) => name.endsWith('.js') && readFileSync(join(assets, name), 'utf8').includes(text))
  assert.notDeepEqual(has('"/weathervanes"'), [], 'the router has no such page')
  assert.notDeepEqual(has('风向标'), [], 'its messages are missing')
  const page = await fetch(server.url('/weathervanes'), { headers: { accept: 'text/html' } })
  assert.equal(page.status, 200)
  assert.match(await page.text(), /<div id="app">/)
})
