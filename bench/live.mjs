// Latency under load: 500 greenhouses send 10,000 readings/s over MQTT and 1,000 phones have one greenhouse open each. Measures a
// month's curve, a village's page, and the delay of a reading on a phone.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { command, village } from '../tests/server.mjs'
import { newFolder, removeFolder } from './clean_up.mjs'
import { folderWithDevices, load, startCunkou, startLoad } from './programs.mjs'
import { note, table, target, thousands, title } from './report.mjs'

const county = '610829000000'
const busyVillage = '610829103201'
const seconds = Number(process.env.SECONDS ?? 30)
const day = 86_400_000

// 600 buckets of 72 minutes, each time of another greenhouse.
function monthOf(greenhouse, to) {
  const [from, until] = [to - 30 * day, to].map((ms) => new Date(ms).toISOString())
  return `/api/greenhouses/${greenhouse.id}/series?from=${from}&to=${until}&step=4320000&quantities=air_temperature`
}

export async function live() {
  title('live: 500 greenhouses send 10,000 readings/s over MQTT, 1,000 phones follow them')
  const data = newFolder('live')
  note('the sample county')
  await command('sample', '--data', data)
  const { file } = await folderWithDevices(500, 'greenhouse', data, busyVillage)
  const server = await startCunkou(data)
  const invited = await command('person', 'invite', '--role', 'county', '--place', county, '--data', data)
  const cookie = await server.signUp(invited.match(/invitation\/([A-Za-z0-9_-]+)/)[1])
  const of = async (place) => (await server.app(cookie, 'GET', `/api/greenhouses?place=${place}`)).greenhouses
  const [sample, busy] = [await of(village), await of(busyVillage)]
  const greenhouses = join(data, 'greenhouses')
  writeFileSync(greenhouses, busy.map((one) => one.id).join('\n'))

  const http = ['--to', `127.0.0.1:${server.httpPort}`, '--cookie', cookie]
  const whole = seconds + 12
  const publishing = startLoad('mqtt_load', '--to', `127.0.0.1:${server.mqttPort}`, '--tokens', file, '--connections', 500,
    '--rate', 5000, '--window', 64, '--first', 'air_temperature', '--second', 'relative_humidity', '--warm', 5, '--seconds', whole)
  const phones = startLoad('phones', ...http, '--greenhouses', greenhouses, '--phones', 1000, '--warm', 5, '--seconds', seconds)
  await phones.line
  note(`measuring for ${seconds} seconds`)
  const now = Date.now()
  const [months, latest] = await Promise.all([
    load('ask', ...http, '--rate', 20, '--seconds', seconds, ...sample.map((one) => monthOf(one, now))),
    load('ask', ...http, '--rate', 20, '--seconds', seconds, `/api/greenhouses?place=${village}`),
  ])
  const seen = await phones.result
  const sent = await publishing.result
  await server.stop()
  removeFolder(data)

  const row = (what, times) => [what, thousands(times.count), times.p50, times.p95, times.p99]
  table(
    ['ms', 'count', 'p50', 'p95', 'p99'],
    [
      row('a month of minutes, 600 buckets', months.ms),
      row(`${sample.length} greenhouses in one request`, latest.ms),
      row('reading sent to event on a phone', seen.ms),
      row('PUBLISH to PUBACK', sent.ackMs),
    ],
  )
  target('live, the load itself', `${thousands(sent.acknowledgedPerSecond * 2)} readings/s committed; wanted 10,000`, sent.acknowledgedPerSecond > 4950)
  target('live, a month', `p95 ${months.ms.p95} ms; wanted below 10`, months.ms.p95 < 10)
  target('live, a village', `p95 ${latest.ms.p95} ms; wanted below 5`, latest.ms.p95 < 5)
  target('live, on the phone', `p99 ${seen.ms.p99} ms; ${thousands(seen.eventsPerSecond)} events/s; wanted below 100`, seen.ms.p99 < 100 && seen.eventsPerSecond > 19_000)
}
