// A server started with --quiet says on every page that it notifies nobody and why, also before sign-in, and takes no command.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { Server } from '../server.mjs'
import { County, settled } from './county.mjs'

let county
after(() => county.close())

test('the pages of a quiet server say that it notifies nobody', async () => {
  const server = await Server.withPlaces()
  const code = await server.invite('village')
  await server.start('--quiet')
  await server.signUp(code)
  county = await County.around(server, { cadre: { phone: '15400009001', password: 'lantern-river-41' } })
  const stranger = await county.page()
  await stranger.goto('/sign-in')
  await stranger.getByText('设成了只看不发').waitFor()
  const page = await county.pageOf('cadre')
  await page.goto('/village')
  await settled(page)
  assert.match(await page.locator('.quiet-bar').textContent(), /不会告诉人/)
})
