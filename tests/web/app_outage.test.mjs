// The server runs without its database: pages say so, and recover without being touched.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Postgresql } from '../postgresql.mjs'
import { Server, command } from '../server.mjs'
import { County, openUnderServiceWorker, settled } from './county.mjs'

const folder = mkdtempSync(join(tmpdir(), 'cunkou-outage-'))
const postgresql = new Postgresql()
const config = join(folder, 'config.yaml')
let county
before(async () => {
  await postgresql.start()
  writeFileSync(config, `state: "${postgresql.url}"\n`)
  const server = new Server()
  await command('sample', '--data', server.data, '--config', config, '--history-days', '1')
  await server.start('--config', config)
  county = await County.around(server, JSON.parse(readFileSync(join(server.data, 'sample/sign-in.json'), 'utf8')))
})
after(async () => {
  await county.close()
  await postgresql.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('a failed change is explained, and the page recovers with the database', async () => {
  const greenhouse = await county.firstGreenhouse()
  const page = await county.pageOf('farmer')
  await page.goto(`/greenhouses/${greenhouse}`)
  await settled(page)
  await postgresql.kill()
  await page.locator('.greenhouse-side button:enabled').filter({ hasText: /关|开/ }).first().click()
  const failure = page.getByText('系统暂时用不了').first()
  await failure.waitFor()
  await postgresql.start()
  await failure.waitFor({ state: 'detached' })
  await page.context().close()
})

test('stored alarms are none of now, until the database is back', async () => {
  const page = await county.pageOf('farmer', { serviceWorkers: 'allow' })
  const { alarms } = await county.request(page, 'GET', '/api/alarms?state=open&severity=danger')
  assert.deepEqual(alarms, [])
  await openUnderServiceWorker(page)
  await page.goto('/alarms')
  await page.getByRole('button', { name: '危险', exact: true }).click()
  await page.getByText('现在没有“危险”告警').waitFor()
  await page.getByText('这个页面会响').waitFor()
  await page.getByRole('button', { name: '都看' }).click()
  await settled(page)
  await postgresql.kill()
  await page.getByRole('button', { name: '危险', exact: true }).click()
  await page.getByText('那时没有告警').waitFor()
  assert.equal(await page.getByText('现在没有“危险”告警').count(), 0)
  assert.equal(await page.getByText('这个页面会响').count(), 0)
  await postgresql.start()
  await page.getByText('现在没有“危险”告警').waitFor()
  await page.context().close()
})
