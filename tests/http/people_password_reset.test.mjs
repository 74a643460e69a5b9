// `cunkou person password` replaces a forgotten password.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Server, command } from '../server.mjs'

let server, cookie
before(async () => {
  server = await Server.withPlaces()
  const code = await server.invite('village')
  await server.start()
  cookie = await server.signUp(code)
})
after(() => server.remove())

const signIn = (password) => server.signIn({ phone: '15400009001', password })
const me = async () => (await fetch(server.url('/api/me'), { headers: { cookie } })).status

test('the new password signs in, the old one does not, and an unknown phone number is refused', async () => {
  assert.equal(await me(), 200)
  const renewed = (await command('person', 'password', '15400009001', '--data', server.data)).trim().split('\n').at(-1)
  assert.equal(await me(), 401, 'the reset ends every session at once')
  await assert.rejects(signIn('lantern-river-41'), /: 401 /)
  assert.ok(await signIn(renewed))
  await assert.rejects(command('person', 'password', '15400009999', '--data', server.data), /nobody has this phone number/)
})
