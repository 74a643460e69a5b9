// The measured programs, each on its own folder and ports, and the load generators.
import { execFile, spawn } from 'node:child_process'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { Server, command, cunkou, freePort, isOnPostgresql, psql, root, schemaOf, until, village } from '../tests/server.mjs'
import { newFolder, track } from './clean_up.mjs'
import { note } from './report.mjs'

const execute = promisify(execFile)
const build = process.env.BUILD ?? join(root, 'build/bench')

export const rounds = Number(process.env.ROUNDS ?? 3)

// Runs a load generator to its end and returns the result in its last line.
export async function load(name, ...words) {
  const running = startLoad(name, ...words)
  return running.result
}

// A running load generator: `line` resolves with its first line, `result` with its last.
export function startLoad(name, ...words) {
  const child = track(spawn(join(build, name), words.map(String), { stdio: ['ignore', 'pipe', 'pipe'] }))
  let out = ''
  let errors = ''
  let resolveLine
  const line = new Promise((done) => (resolveLine = done))
  child.stderr.on('data', (bytes) => (errors += bytes))
  child.stdout.on('data', (bytes) => {
    out += bytes
    if (out.includes('\n')) resolveLine(out.split('\n')[0])
  })
  const result = new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code) => {
      if (code !== 0) return failed(new Error(`${name} ended with ${code}: ${errors}`))
      done(JSON.parse(out.trim().split('\n').at(-1)))
    })
  })
  result.catch(() => {})
  return { line: Promise.race([line, result]), result }
}

export async function startCunkou(data) {
  const server = new Server(data)
  await server.start()
  track(server.child)
  return server
}

// A data folder with the places of the sample county and `count` devices; the file `tokens` holds their tokens.
export async function folderWithDevices(count, profile = 'any', data = newFolder('devices'), place = village) {
  if (readdirSync(data).length === 0)
    await command('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', data)
  const tokens = []
  for (let n = 1; n <= count; ++n) {
    note(`registering devices: ${n} of ${count}`)
    const output = await command('device', 'add', `示例设备${n}`, '--place', place, '--profile', profile, '--data', data)
    tokens.push(output.trim().split('\n').at(-1).trim())
  }
  writeFileSync(join(data, 'tokens'), tokens.join('\n') + '\n')
  return { data, tokens, file: join(data, 'tokens') }
}

// A new folder with the county of another one, on either engine.
export async function copyOfCounty(from) {
  const archive = join(newFolder('backup'), 'county.tar.zst')
  await command('backup', archive, '--data', from)
  const data = newFolder('cunkou')
  await command('restore', archive, '--data', data)
  return data
}

class Peer {
  constructor(program, words, port) {
    this.port = port
    this.child = track(spawn(program, words, { stdio: 'ignore' }))
    this.gone = new Promise((done) => {
      this.child.once('exit', done)
      this.child.once('error', (error) => done(error))
    })
  }
  get address() {
    return `127.0.0.1:${this.port}`
  }
  async stop() {
    this.child.kill('SIGTERM')
    const code = await this.gone
    if (code !== 0) throw new Error(`${this.child.spawnfile} ended with ${code}`)
  }
}

export async function startVictoriaMetrics(data) {
  const port = await freePort()
  const words = [`-storageDataPath=${data}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y', '-loggerLevel=ERROR']
  const peer = new Peer('victoria-metrics', words, port)
  await until('victoria-metrics to be ready', async () => (await fetch(`http://${peer.address}/health`)).ok)
  return peer
}

// Unlimited queues, so it drops nothing; it writes nothing to disk.
export async function startMosquitto(data) {
  const port = await freePort()
  const file = join(data, 'mosquitto.conf')
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence false', 'max_inflight_messages 0',
    'max_queued_messages 0', 'max_connections -1', 'set_tcp_nodelay true', 'log_type none']
  if (process.getuid() === 0) lines.push('user root')
  writeFileSync(file, lines.join('\n') + '\n')
  const peer = new Peer('/usr/sbin/mosquitto', ['-c', file], port)
  await until('mosquitto to be ready', () => connects(port))
  return peer
}

async function connects(port) {
  const { connect } = await import('node:net')
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => done(true))
    socket.once('error', () => done(false))
    socket.once('connect', () => socket.destroy())
  })
}

// The bytes on disk of a folder's files, optionally of those with a prefix.
export function bytesOnDisk(folder, name = '') {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += bytesOnDisk(path, name)
    else if (entry.name.startsWith(name)) bytes += statSync(path).blocks * 512
  }
  return bytes
}

// The bytes of a county: { readings, all }, in its folder and in its schemas of PostgreSQL.
export function storedBytes(data) {
  const inSchema = (schema) => Number(isOnPostgresql && psql(
    `SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text = '${schema}'`, '-At'))
  const readings = bytesOnDisk(data, 'series.db') + inSchema(`${schemaOf(data)}_series`)
  return { readings, all: bytesOnDisk(data) - bytesOnDisk(data, 'series.db') + readings + inSchema(schemaOf(data)) }
}

export function memoryOf(server) {
  const kilobytes = readFileSync(`/proc/${server.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]
  return Number(kilobytes) * 1024
}

export async function metric(server, name) {
  const text = await (await fetch(server.url('/metrics'))).text()
  return Number(text.match(new RegExp(`^${name} (.+)$`, 'm'))[1])
}

export async function versionOf(program, ...words) {
  const { stdout, stderr } = await execute(program, words).catch((error) => error)
  return (stdout + stderr).match(/\d+\.\d+\.\d+/)?.[0] ?? ''
}

export { cunkou }
