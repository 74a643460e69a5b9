// Bulk load: a week of minutes of 1,000 streams in the form of Telegraf, a line per greenhouse and minute with five fields,
// ordered by time, 5,000 lines per body. cunkou answers each body after its commit; victoria-metrics gets the same bytes.
import { command, until } from '../tests/server.mjs'
import { newFolder, removeFolder } from './clean_up.mjs'
import { bytesOnDisk, folderWithDevices, load, metric, rounds, startCunkou, startVictoriaMetrics, storedBytes } from './programs.mjs'
import { median, note, table, target, thousands, title } from './report.mjs'

const readings = 10_080_000
const common = ['--connections', 4, ...(process.env.CURVES ? ['--csv', process.env.CURVES] : [])]

async function loadCunkou(form) {
  const { data, tokens } = await folderWithDevices(1)
  const server = await startCunkou(data)
  const to = `127.0.0.1:${server.httpPort}`
  const result = await load('bulk_load', '--to', to, '--path', '/api/v2/write', '--auth', `Token ${tokens[0]}`, ...common, ...form)
  const kept = (await metric(server, 'cunkou_readings_total')) - (await metric(server, 'cunkou_readings_equal_total'))
  if (kept !== readings) throw new Error(`cunkou stored ${kept} readings of ${readings}`)
  await server.stop()
  await command('check', '--data', data)
  const stored = storedBytes(data)
  removeFolder(data)
  return { ...result, disk: stored.readings, folder: stored.all }
}

// Measures its size at its best: everything written and merged into one part.
async function merge(peer) {
  const ask = async (path) => (await fetch(`http://${peer.address}${path}`)).text()
  const sum = (text, metric) => [...text.matchAll(new RegExp(`^${metric}({.*})? (.+)$`, 'gm'))].reduce((all, found) => all + Number(found.at(-1)), 0)
  await until('victoria-metrics to hold every reading', async () => sum(await ask('/metrics'), 'vm_rows{type="storage/.*"}') === readings, 60_000)
  await ask('/internal/force_merge')
  let busy = Date.now()
  await until('victoria-metrics to have merged', async () => {
    const text = await ask('/metrics')
    if (sum(text, 'vm_active_force_merges') + sum(text, 'vm_active_merges')) busy = Date.now()
    return Date.now() - busy > 2000 // a merge starts with a delay
  }, 120_000)
}

async function loadVictoriaMetrics(form) {
  const data = newFolder('victoria')
  const peer = await startVictoriaMetrics(data)
  const result = await load('bulk_load', '--to', peer.address, '--path', '/write', ...common, ...form)
  await merge(peer)
  await peer.stop()
  const bytes = bytesOnDisk(data)
  removeFolder(data)
  return { ...result, disk: bytes }
}

async function compare(form) {
  const ours = []
  const theirs = []
  for (let round = 1; round <= rounds; ++round) {
    note(`round ${round} of ${rounds}`)
    theirs.push(await loadVictoriaMetrics(form))
    ours.push(await loadCunkou(form))
  }
  const speed = (result) => result.readingsPerSecond
  table(
    ['readings/s', 'cunkou', 'victoria-metrics', 'ratio'],
    ours.map((our, i) => [i + 1, thousands(speed(our)), thousands(speed(theirs[i])), (speed(our) / speed(theirs[i])).toFixed(2)]),
  )
  return {
    ratio: median(ours.map(speed)) / median(theirs.map(speed)),
    speeds: [ours, theirs].map((side) => median(side.map(speed))),
    disks: [ours, theirs].map((side) => median(side.map((result) => result.disk))),
    folder: median(ours.map((result) => result.folder)),
  }
}

export async function bulk() {
  title(`bulk: ${thousands(readings)} readings as line protocol over HTTP, 4 connections, curves ${process.env.CURVES ? 'measured' : 'made up'}`)
  const lines = await compare([])
  target('bulk, five fields a line', `${thousands(lines.speeds[0])} to ${thousands(lines.speeds[1])} readings/s, ${lines.ratio.toFixed(2)} times; wanted 2`, lines.ratio >= 2)
  const [each, folder, theirs] = [lines.disks[0], lines.folder, lines.disks[1]].map((bytes) => bytes / readings)
  target(
    'bulk, on disk',
    `${each.toFixed(3)} bytes per reading in series.db after a clean stop, ${folder.toFixed(3)} with the names of the streams and all else ` +
      `in the folder (victoria-metrics ${theirs.toFixed(3)}); wanted below 0.5`,
    each < 0.5,
  )
  title('bulk, one reading a line')
  const single = await compare(['--single'])
  target('bulk, one reading a line', `${thousands(single.speeds[0])} to ${thousands(single.speeds[1])} readings/s, ${single.ratio.toFixed(2)} times; wanted 2`, single.ratio >= 2)
}
