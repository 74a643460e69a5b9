// MQTT throughput: 500 devices publish with QoS 1, two readings per message, up to 16 unacknowledged messages each. cunkou sends
// PUBACK after the commit; mosquitto relays the same messages to one subscriber with QoS 0 and stores nothing.
import { newFolder, removeFolder } from './clean_up.mjs'
import { copyOfCounty, folderWithDevices, load, metric, rounds, startCunkou, startMosquitto } from './programs.mjs'
import { median, note, table, target, thousands, title } from './report.mjs'

const devices = 500
const common = ['--connections', devices, '--seconds', 8, '--warm', 3]

async function publishToCunkou(template) {
  const data = await copyOfCounty(template.data)
  const server = await startCunkou(data)
  const result = await load('mqtt_load', '--to', `127.0.0.1:${server.mqttPort}`, '--tokens', template.file, ...common)
  const equal = (await metric(server, 'cunkou_readings_equal_total')) + (await metric(server, 'cunkou_readings_replaced_total'))
  const refused = await metric(server, 'cunkou_mqtt_refused_total')
  if (equal || refused) throw new Error(`${equal} readings were not new, ${refused} messages were refused`)
  await server.stop()
  removeFolder(data)
  return result
}

async function publishToMosquitto() {
  const data = newFolder('mosquitto')
  const peer = await startMosquitto(data)
  const topics = ['--topic', 'v1/devices/{n}/telemetry', '--relay', '--relay-filter', 'v1/devices/+/telemetry']
  const result = await load('mqtt_load', '--to', peer.address, ...topics, ...common)
  await peer.stop()
  removeFolder(data)
  return result
}

export async function mqtt() {
  title(`mqtt: ${devices} devices, QoS 1, two readings a message`)
  const template = await folderWithDevices(devices)
  const rows = []
  for (let round = 1; round <= rounds; ++round) {
    note(`round ${round} of ${rounds}`)
    const theirs = await publishToMosquitto()
    const ours = await publishToCunkou(template)
    rows.push({ ours: ours.acknowledgedPerSecond, theirs: theirs.relayedPerSecond, p99: ours.ackMs.p99 })
  }
  table(
    ['messages/s', 'cunkou, committed', 'mosquitto, relayed', 'ratio', 'cunkou PUBACK p99'],
    rows.map((row, i) => [i + 1, thousands(row.ours), thousands(row.theirs), (row.ours / row.theirs).toFixed(2), `${row.p99} ms`]),
  )
  const ours = median(rows.map((row) => row.ours))
  const theirs = median(rows.map((row) => row.theirs))
  target('mqtt', `${thousands(ours)} to ${thousands(theirs)} messages/s, ${(ours / theirs).toFixed(2)} times; wanted 3`, ours / theirs >= 3)
  removeFolder(template.data)
}
