// A real cunkou process on its own data folder, for black-box tests.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const cunkou = process.env.CUNKOU ?? join(root, 'build/release/cunkou')
export const village = '610829101201'

const execute = promisify(execFile)
process.env.LC_ALL = 'C.UTF-8'  // commands speak the language of the terminal

// Test files run beside one another, so each process looks for ports in its own range, below those of outgoing connections.
// It begins above 10080, which fetch refuses to connect to.
let nextPort = 11_000 + ((process.pid * 40) % 20_000)

const isFree = (port) =>
  new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })

export async function freePort() {
  for (let tries = 0; tries < 1000; ++tries) {
    const port = nextPort++
    if (await isFree(port)) return port
  }
  throw new Error('no port is free')
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms))

export async function until(what, holds, ms = 15_000) {
  const end = Date.now() + ms
  let last
  while (Date.now() < end) {
    try {
      last = await holds()
      if (last) return last
    } catch (error) {
      last = error
    }
    await pause(25)
  }
  throw new Error(`waited ${ms} ms for: ${what}; last: ${last instanceof Error ? last.stack : JSON.stringify(last)}`)
}

// STATE=postgresql: each data folder has its state in a schema of its own on the server that $CUNKOU_TEST_POSTGRESQL names, and
// with SERIES=state its readings too.
export const isOnPostgresql = process.env.STATE === 'postgresql'
export const hasSeriesFile = process.env.SERIES !== 'state'
const schemas = new Set()

export const psql = (query, ...options) =>
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...options, '-c', query, process.env.CUNKOU_TEST_POSTGRESQL], { encoding: 'utf8' })

// Rows of a query on the state of a data folder that no test of the program's interface needs.
export async function stateRows(data, query) {
  const { stdout } = isOnPostgresql
    ? { stdout: psql(`SET search_path = ${schemaOf(data)}; SELECT coalesce(json_agg(r), '[]') FROM (${query}) r`, '-At') }
    : await execute('sqlite3', ['-readonly', '-json', join(data, 'cunkou.db'), query], { maxBuffer: 64 << 20 })
  return stdout.trim() ? JSON.parse(stdout) : []
}

export const schemaOf = (data) => `county_${createHash('sha256').update(resolve(data)).digest('hex').slice(0, 16)}`

// The words of a command, with a configuration that names the state of its data folder.
export function withState(words) {
  const at = words.indexOf('--data')
  if (!isOnPostgresql || at < 0) return words
  const schema = schemaOf(words[at + 1])
  if (!schemas.has(schema)) psql(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  schemas.add(schema)
  const given = words.indexOf('--config')
  let text = given < 0 ? '' : readFileSync(words[given + 1], 'utf8')
  if (process.env.SERIES === 'state')
    text = /^series:/m.test(text) ? text.replace(/^series:$/m, 'series:\n  in: state') : `${text}\nseries: state\n`
  const file = join(tmpdir(), `${schema}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.yaml`)
  writeFileSync(file, `${text}\nstate: "${process.env.CUNKOU_TEST_POSTGRESQL}&options=-csearch_path%3D${schema}"\n`)
  return [...words.filter((_, i) => given < 0 || (i !== given && i !== given + 1)), '--config', file]
}

// Runs a command of cunkou and returns its output; throws with its error output if it fails.
export async function command(...words) {
  const { stdout } = await execute(cunkou, withState(words), { maxBuffer: 64 << 20 })
  return stdout
}

// Runs a command of cunkou and returns its exit code, output and error output.
export async function run(...words) {
  const child = spawn(cunkou, withState(words))
  let stdout = '', stderr = ''
  child.stdout.on('data', (bytes) => (stdout += bytes))
  child.stderr.on('data', (bytes) => (stderr += bytes))
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

// Locks the state of a data folder for writing, as another program would; returns the function that unlocks it.
export async function lockedState(data) {
  const other = isOnPostgresql
    ? spawn('psql', ['-X', '-q', process.env.CUNKOU_TEST_POSTGRESQL])
    : spawn('sqlite3', [join(data, 'cunkou.db')])
  other.stdin.write(isOnPostgresql
    ? `BEGIN;\nLOCK TABLE ${schemaOf(data)}.schema_version IN ACCESS EXCLUSIVE MODE;\nSELECT 'locked';\n`
    : "BEGIN EXCLUSIVE;\nSELECT 'locked';\n")
  await new Promise((done) => other.stdout.once('data', done))
  return () => {
    other.stdin.end('ROLLBACK;\n')
    return new Promise((done) => other.once('close', done))
  }
}

export class Server {
  constructor(data = mkdtempSync(join(tmpdir(), 'cunkou-'))) {
    this.data = data
    this.log = ''
  }

  // A new data folder with the places of the sample county.
  static async withPlaces() {
    const server = new Server()
    await command('place', 'import', join(root, 'definitions/sample/county.csv'), '--data', server.data)
    return server
  }

  // Returns the token. Needs the server stopped.
  async addDevice(name, profile = 'any') {
    const output = await command('device', 'add', name, '--place', village, '--profile', profile, '--data', this.data)
    return output.trim().split('\n').at(-1).trim()
  }

  // Returns a one-time code for a role on the village; signUp() accepts it once the server runs.
  async invite(role, place = village) {
    const output = await command('person', 'invite', '--role', role, '--place', place, '--data', this.data)
    return output.match(/invitations?\/([A-Za-z0-9_-]+)/)?.[1] ?? output.trim().split('\n').at(-1).trim()
  }

  // Returns the session cookie.
  signUp(code, name = '示例干部', phone = '15400009001') {
    return this.cookieFrom(`/api/invitations/${code}/accept`, { name, phone, password: 'lantern-river-41' })
  }

  signIn({ phone, password }) {
    return this.cookieFrom('/api/session', { phone, password })
  }

  async cookieFrom(path, body) {
    const answer = await fetch(this.url(path), {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
    return answer.headers.get('set-cookie').split(';')[0]
  }

  // A request as the web app makes it, signed in by cookie.
  async app(cookie, method, path, body, type = 'application/json') {
    const answer = await fetch(this.url(path), { method, headers: { cookie, ...(body && { 'content-type': type }) }, body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text && JSON.parse(text)
  }

  // A configuration that seals readings into chunks early.
  smallHead() {
    const file = join(this.data, 'small-head.yaml')
    writeFileSync(file, 'series:\n  head_readings: 4000\n')
    return file
  }

  // `options` go to `cunkou serve`.
  start(...options) {
    return this.startThrough([], ...options)
  }

  // With TLS the caller waits for readiness itself.
  async startSecure(...options) {
    await this.launch([], options)
    return this
  }

  // Starts through a program that executes cunkou, e.g. ['setpriv', …].
  async startThrough(before, ...options) {
    await this.launch(before, options)
    await until('the server to be ready', async () => this.gone || (await fetch(this.url('/readyz'))).ok)
    if (this.gone) throw new Error(`it ended ${JSON.stringify(this.gone)}: ${this.log}`)
    return this
  }

  async launch(before, options) {
    this.httpPort = await freePort()
    this.mqttPort = await freePort()
    const words = withState(['serve', '--data', this.data, '--http', `127.0.0.1:${this.httpPort}`, '--mqtt', `127.0.0.1:${this.mqttPort}`, ...options])
    const [program, ...rest] = [...before, cunkou, ...words]
    this.child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (bytes) => (this.log = (this.log + bytes).slice(-20_000)))
    }
    this.ended = new Promise((done) => this.child.on('exit', (code, signal) => done({ code, signal })))
    this.gone = null
    this.ended.then((how) => (this.gone = how))
  }

  url(path) {
    return `http://127.0.0.1:${this.httpPort}${path}`
  }

  get mqttUrl() {
    return `mqtt://127.0.0.1:${this.mqttPort}`
  }

  fetch(path, token, options = {}) {
    return fetch(this.url(path), { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } })
  }

  async json(path, token) {
    const answer = await this.fetch(path, token)
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }

  post(path, token, body, headers = {}) {
    const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    return this.fetch(path, token, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } })
  }

  // Name -> id of the streams that the device's token may read.
  async streams(token) {
    const { value } = await this.json('/v1.1/Datastreams?$top=500', token)
    return new Map(value.map((stream) => [stream.name, stream['@iot.id']]))
  }

  async count(stream, token) {
    const answer = await this.json(`/v1.1/Datastreams(${stream})/Observations?$count=true&$top=0`, token)
    return answer['@iot.count']
  }

  // Time in ms -> result of every reading of a stream; throws if a time occurs twice.
  async readings(stream, token) {
    const found = new Map()
    let path = `/v1.1/Datastreams(${stream})/Observations?$orderby=phenomenonTime asc&$top=10000`
    while (path) {
      const page = await this.json(path, token)
      for (const observation of page.value) {
        const time = Date.parse(observation.phenomenonTime)
        if (found.has(time)) throw new Error(`stream ${stream} holds ${observation.phenomenonTime} twice`)
        found.set(time, observation.result)
      }
      const next = page['@iot.nextLink']
      path = next && next.slice(next.indexOf('/v1.1/'))
    }
    return found
  }

  kill(signal = 'SIGKILL') {
    this.child.kill(signal)
    return this.ended
  }

  async stop() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.kill('SIGTERM')
    return this.ended
  }

  check() {
    return command('check', '--data', this.data)
  }

  async remove() {
    await this.stop()
    rmSync(this.data, { recursive: true, force: true })
    const schema = schemaOf(this.data)
    if (schemas.delete(schema)) psql(`DROP SCHEMA IF EXISTS ${schema}, ${schema}_series CASCADE`)
  }
}
