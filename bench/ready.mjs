// Time from start to ready with 100 million stored readings: after a clean stop, and after kill -9 with a head to rebuild.
import { newFolder, removeFolder } from './clean_up.mjs'
import { folderWithDevices, load, memoryOf, rounds, startCunkou, storedBytes } from './programs.mjs'
import { median, megabytes, note, table, target, thousands, title } from './report.mjs'

const parts = 10
const minutes = 10_000  // 1,000 streams each: ten million readings
const first = 1_700_000_000_000

async function seconds(start) {
  const begin = process.hrtime.bigint()
  const server = await start()
  return [server, Number(process.hrtime.bigint() - begin) / 1e9]
}

export async function ready() {
  title(`ready: start with ${thousands(parts * minutes * 1000)} readings stored`)
  const { data, tokens } = await folderWithDevices(1, 'any', newFolder('ready'))
  let server = await startCunkou(data)
  const write = (part, length) =>
    load('bulk_load', '--to', `127.0.0.1:${server.httpPort}`, '--auth', `Token ${tokens[0]}`, '--connections', 4,
      '--minutes', length, '--from-ms', first + part * minutes * 60_000)
  for (let part = 0; part < parts; ++part) {
    note(`writing part ${part + 1} of ${parts}`)
    await write(part, minutes)
  }
  await server.stop()

  const clean = []
  const killed = []
  let memory
  for (let round = 0; round < rounds; ++round) {
    note(`round ${round + 1} of ${rounds}`)
    let took
    ;[server, took] = await seconds(() => startCunkou(data))
    clean.push(took)
    memory = memoryOf(server)
    await write(parts + round, 800)
    await server.kill()
    ;[server, took] = await seconds(() => startCunkou(data))
    killed.push(took)
    await server.stop()
  }
  table(
    ['seconds', ...clean.map((_, i) => i + 1)],
    [['after a clean stop', ...clean.map((s) => s.toFixed(2))], ['after kill -9, up to a million in the head', ...killed.map((s) => s.toFixed(2))]],
  )
  const worst = Math.max(median(clean), median(killed))
  target('ready', `${worst.toFixed(2)} s; ${megabytes(memory)} of memory; ${megabytes(storedBytes(data).all)} on disk; wanted below 2`, worst < 2)
  removeFolder(data)
}
