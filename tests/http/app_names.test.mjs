// Names that people and devices give have no characters that are invisible or change the direction of the text.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Server, until, village } from '../server.mjs'

const bad = { 'zero width space': '大棚\u200B1', 'right-to-left override': '大棚\u202E1', 'word joiner': '大棚\u20601', 'isolate': '大棚\u20661',
  'byte order mark': '大\uFEFF棚', 'soft hyphen': '大\u00AD棚', 'tag': '大棚\u{E0041}', 'joiner': '大\u200D棚', 'variation selector': '棚\uFE0F' }
let server, token, operator, cadre, device
before(async () => {
  server = await Server.withPlaces()
  token = await server.addDevice('记录仪')
  const cadreCode = await server.invite('village')
  await server.start()
  const [, operatorCode] = await until('the first link', () => server.log.match(/invitation\/([A-Za-z0-9_-]+)/))
  operator = await server.signUp(operatorCode, '运维', '15400009002')
  cadre = await server.signUp(cadreCode)
  device = (await server.app(cadre, 'GET', '/api/devices')).devices[0].id
})
after(() => server.remove())

async function send(cookie, method, path, body, type = 'application/json') {
  const answer = await fetch(server.url(path), {
    method, headers: { cookie, 'content-type': type, 'accept-language': 'en' }, body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}

for (const [what, name] of Object.entries(bad)) {
  test(`a name with a ${what} is refused wherever a name is given`, async () => {
    for (const [cookie, method, path, body] of [
      [operator, 'POST', '/api/places', { code: '610829101299', name, parentCode: '610829101000' }],
      [cadre, 'PATCH', '/api/me', { name }],
      [cadre, 'POST', '/api/households', { name, placeCode: village }],
      [cadre, 'PATCH', `/api/devices/${device}`, { name }],
      [cadre, 'POST', '/api/devices', { name, placeCode: village, profile: 'any' }],
      [cadre, 'POST', '/v1.1/Sensors', { name, description: 'x', encodingType: 'text/plain', metadata: 'x' }],
      [cadre, 'POST', '/v1.1/ObservedProperties', { name, description: 'x', definition: 'x' }],
    ]) {
      const { status, text } = await send(cookie, method, path, body)
      assert.equal(status, 400, `${path}: ${text}`)
      assert.match(text, /U\+[0-9A-F]{4,5}/, path)
    }
    const row = `code,name,parent_code\n610829101298,${name},610829101000\n`
    const imported = await send(operator, 'POST', '/api/places/import?preview=true', row, 'text/csv')
    assert.match(imported.text, /U\+[0-9A-F]{4,5}/)
    const written = await send('', 'POST', `/api/v1/${token}/telemetry`, { [name]: 1 })
    assert.equal(written.status, 400, written.text)
    assert.match(written.text, /cannot be seen/)
    const lines = await server.post('/api/v2/write', token, `${name} value=1`, { 'content-type': 'text/plain' })
    assert.equal(lines.status, 400)
  })
}

test('names of ordinary characters are taken', async () => {
  for (const name of ['东一棚（新）', '𠮷家大棚', 'Ä é 1', '😀'])
    assert.equal((await send(cadre, 'PATCH', `/api/devices/${device}`, { name })).status, 200, name)
})
