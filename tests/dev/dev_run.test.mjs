// ./dev run reports success only when its own server answers: another program may take the port during the build or just
// before the start. The build is a stand-in that waits; dev and cunkou are real.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { cunkou, freePort, root, until } from '../server.mjs'

const left = []
after(async () => {
  for (const undo of left.reverse()) await undo()
})

function script(file, text) {
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
}

// A project folder whose build and start steps wait for the test.
function project() {
  const folder = mkdtempSync(join(tmpdir(), 'cunkou-dev-'))
  left.push(() => rmSync(folder, { recursive: true, force: true }))
  for (const inner of ['bin', 'web/dist', 'build/release', 'data/sample']) {
    mkdirSync(join(folder, inner), { recursive: true })
  }
  copyFileSync(join(root, 'dev'), join(folder, 'dev'))
  cpSync(join(root, 'tools/dev'), join(folder, 'tools/dev'), { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(root, 'web', file), join(folder, 'web', file))
  writeFileSync(join(folder, 'data/sample/sign-in.txt'), 'sample passwords\n')
  const wait = (what) => `touch ${folder}/${what}; until [ -e ${folder}/${what}-go ]; do sleep 0.05; done`
  for (const name of ['cmake', 'npm']) script(join(folder, 'bin', name), 'exit 0')
  script(join(folder, 'bin/ninja'), wait('building'))
  script(join(folder, 'build/release/cunkou'), `${wait('serving')}\nexec ${cunkou} "$@" --definitions ${join(root, 'definitions')}`)
  return {
    waits: (what) => until(what, () => existsSync(join(folder, what)), 60_000),
    go: (what) => writeFileSync(join(folder, `${what}-go`), ''),
    run(...options) {
      const child = spawn(join(folder, 'dev'), ['run', '--no-simulator', ...options],
        { env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` } })
      const ran = { child, output: '', ended: once(child, 'close').then(([code]) => code) }
      left.push(() => (child.kill('SIGTERM'), ran.ended))
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (ran.output += bytes))
      return ran
    },
  }
}

async function foreignServer(port) {
  const server = createServer((_, response) => response.end('ready'))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  left.push(() => new Promise((done) => (server.closeAllConnections(), server.close(done))))
}

async function begin() {
  const http = await freePort(), mqtt = await freePort(), made = project()
  const ran = made.run('--http', String(http), '--mqtt', String(mqtt))
  await Promise.race([made.waits('building'), ran.ended.then(() => assert.fail(ran.output))])
  return { http, made, ran }
}

test('a port taken during the build is reported before the server starts', { timeout: 60_000 }, async () => {
  const { http, made, ran } = await begin()
  await foreignServer(http)
  made.go('building')
  assert.equal(await ran.ended, 1)
  assert.match(ran.output, new RegExp(`Port ${http} is in use by another program`))
  assert.doesNotMatch(ran.output, /serves the sample county/)
})

test('an answer from another program does not count as ready', { timeout: 60_000 }, async () => {
  const { http, made, ran } = await begin()
  made.go('building')
  await made.waits('serving')
  await foreignServer(http)
  made.go('serving')
  assert.equal(await ran.ended, 1)
  assert.doesNotMatch(ran.output, /serves the sample county|sample passwords/)
  assert.match(ran.output, new RegExp(`cannot listen on 127.0.0.1:${http}`), 'the cause, from the log')
})

test('the welcome text appears for its own server', { timeout: 60_000 }, async () => {
  const { http, made, ran } = await begin()
  made.go('building')
  made.go('serving')
  await until('the greeting', () => ran.output.includes('Ctrl-C stops') || Promise.reject(new Error(ran.output)), 50_000)
  assert.ok(ran.output.includes(`serves the sample county at  http://localhost:${http}`), ran.output)
  assert.match(ran.output, /sample passwords/)
})
