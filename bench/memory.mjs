// Memory of the sample county: idle after its pages were opened, and with 1,000 connected devices that send a message every half
// minute.
import { command, pause, village } from '../tests/server.mjs'
import { newFolder, removeFolder } from './clean_up.mjs'
import { folderWithDevices, memoryOf, startCunkou, startLoad } from './programs.mjs'
import { megabytes, note, target, title } from './report.mjs'

const devices = 1000
const mb = 2 ** 20

async function lookAround(server, cookie) {
  const { greenhouses } = await server.app(cookie, 'GET', `/api/greenhouses?place=${village}`)
  for (const { id } of greenhouses) {
    await server.app(cookie, 'GET', `/api/greenhouses/${id}`)
    await server.app(cookie, 'GET', `/api/greenhouses/${id}/series?buckets=600`)
  }
}

export async function memory() {
  title(`memory: the sample county, idle and with ${devices} devices connected`)
  const data = newFolder('memory')
  note('the sample county')
  await command('sample', '--data', data)
  let server = await startCunkou(data)
  const invited = await command('person', 'invite', '--role', 'village', '--place', village, '--data', data)
  const cookie = await server.signUp(invited.match(/invitation\/([A-Za-z0-9_-]+)/)[1])
  const born = memoryOf(server)
  await lookAround(server, cookie)
  await pause(3000)
  const idle = memoryOf(server)
  await server.stop()

  const { file } = await folderWithDevices(devices, 'any', data)
  server = await startCunkou(data)
  await lookAround(server, cookie)
  const seconds = 60
  note(`${devices} devices for ${seconds} seconds`)
  const publishing = startLoad('mqtt_load', '--to', `127.0.0.1:${server.mqttPort}`, '--tokens', file, '--connections', devices,
    '--rate', devices / 30, '--warm', 1, '--seconds', seconds)
  await pause(seconds * 1000 - 2000)
  const connected = memoryOf(server)
  await publishing.result
  await server.stop()
  removeFolder(data)

  target('memory, idle', `${megabytes(idle)} after its pages were looked at (${megabytes(born)} before); wanted below 64`, idle < 64 * mb)
  target(`memory, ${devices} devices`, `${megabytes(connected)}; wanted below 128`, connected < 128 * mb)
}
