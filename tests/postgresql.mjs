// A PostgreSQL server of a test's own, which may be killed. As root it runs as Debian's user postgres.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const versions = () => readdirSync('/usr/lib/postgresql').sort((a, b) => a - b)
const programs = () => join('/usr/lib/postgresql', versions().at(-1), 'bin')
const asUser = (words) => (process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--', ...words] : words)

export class Postgresql {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'cunkou-postgresql-'))
    if (process.getuid() === 0) execFileSync('chown', ['postgres', this.folder])
    const [program, ...words] = asUser([join(programs(), 'initdb'), '-D', join(this.folder, 'data'), '--auth=trust', '--no-sync',
      '--username=cunkou', '--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=zh'])
    execFileSync(program, words, { cwd: '/', stdio: 'ignore' })
    this.url = `postgresql://cunkou@/postgres?host=${this.folder}`
    this.options = ['-c', 'listen_addresses=']
  }

  // Before start(): the port takes TLS alone, from users with a password. Returns the certificate that signs itself.
  listenWithTls(port) {
    const [key, certificate] = ['server.key', 'server.crt'].map((name) => join(this.folder, 'data', name))
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
      '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate], { stdio: 'ignore' })
    writeFileSync(join(this.folder, 'data/pg_hba.conf'), 'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n')
    if (process.getuid() === 0) execFileSync('chown', ['postgres', key, certificate])
    this.options = ['-c', 'listen_addresses=127.0.0.1', '-c', `port=${port}`, '-c', 'ssl=on']
    this.url += `&port=${port}`
    return certificate
  }

  async start() {
    this.spawn()
    for (let attempt = 1; !this.answers(); ++attempt) {
      if (attempt > 300) throw new Error(`PostgreSQL in ${this.folder} does not answer`)
      if (this.child.exitCode !== null) this.spawn() // a session of the one before had not ended yet
      await new Promise((done) => setTimeout(done, 50))
    }
  }

  answers() {
    return spawnSync('psql', ['-X', '-q', '-c', 'SELECT 1', this.url], { stdio: 'ignore' }).status === 0
  }

  spawn() {
    const [program, ...words] = asUser([join(programs(), 'postgres'), '-D', join(this.folder, 'data'), '-k', this.folder,
      ...this.options, '-c', 'fsync=off'])
    this.child = spawn(program, words, { cwd: '/', stdio: 'ignore' })
  }

  // The server and all its sessions at once, as a power cut of its machine.
  async kill() {
    const ended = new Promise((done) => this.child.once('exit', done))
    this.signal('SIGKILL')
    this.child.kill('SIGCONT') // runuser stops with the server
    await ended
  }

  // It answers nothing, and closes nothing, until it goes on.
  freeze() {
    this.signal('SIGSTOP')
  }
  goOn() {
    this.signal('SIGCONT')
    this.child.kill('SIGCONT')
  }

  signal(signal) {
    const server = readFileSync(join(this.folder, 'data/postmaster.pid'), 'utf8').split('\n')[0]
    const sessions = execFileSync('pgrep', ['-P', server], { encoding: 'utf8' }).trim().split('\n')
    for (const pid of [server, ...sessions]) {
      try {
        process.kill(Number(pid), signal)
      } catch {} // it has ended meanwhile
    }
  }

  async remove() {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
