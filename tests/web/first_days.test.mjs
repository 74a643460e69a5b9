// What somebody in their first days with the program must not trip over, as it is seen on the page.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { County, findings, settled } from './county.mjs'

let county
let id

before(async () => {
  county = await County.open({ historyDays: 1 })
  const page = await county.pageOf('farmer')
  id = (await county.ask(page, 'GET', '/api/greenhouses')).greenhouses[0].id
  await page.context().close()
})
after(() => county.close())

// A greenhouse as the server says it, changed a little on its way.
async function greenhouseAs(page, change) {
  await page.route(`**/api/greenhouses/${id}`, async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    change(body)
    await route.fulfill({ response: answer, json: body })
  })
  await page.goto(`/greenhouses/${id}`)
  await settled(page)
}

const freezing = (one) => {
  one.state = 'danger'
  one.reason = { code: 'air_cold_danger', params: { value: 4.5, threshold: 5 } }
  one.advice = [{ code: 'cold_close_vent', params: { low: 12, high: 17, temperature: 4.5 } }]
}

test('the numbers, the state and the vent’s buttons stand on the first screen, in large letters too', async () => {
  for (const elderMode of [false, true]) {
    const page = await county.pageOf('farmer', {}, { elderMode })
    await greenhouseAs(page, freezing)
    const bar = (await page.locator('.bottom-tabs').boundingBox()).y
    for (const part of ['.greenhouse-now .state-mark', '.greenhouse-now .figure >> nth=1', '#controls .actuator-buttons >> nth=0']) {
      const { y, height } = await page.locator(part).boundingBox()
      assert.ok(y + height <= bar, `${part} ends at ${y + height}, the bar begins at ${bar}, large letters: ${elderMode}`)
    }
    const curve = (await page.locator('#curve-title').boundingBox()).y
    assert.ok(curve > (await page.locator('#controls').boundingBox()).y)
    assert.deepEqual(await findings(page), [])
    await page.context().close()
  }
})
