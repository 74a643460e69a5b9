// Sets the wall clock of a server with Debian's faketime; the monotonic clock keeps its pace.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const library = readdirSync('/usr/lib', { withFileTypes: true })
  .map(({ name }) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`)
  .find(existsSync)

export class FakeClock {
  ahead = 0 // ms

  constructor(folder) {
    assert.ok(library, "Debian's faketime is needed")
    this.file = join(folder, 'clock')
    this.set(0)
  }

  // Sets how many ms the clock runs ahead of the machine's.
  set(ms) {
    this.ahead = ms
    writeFileSync(`${this.file}.new`, `${ms < 0 ? '-' : '+'}${Math.abs(ms) / 1000}`)
    renameSync(`${this.file}.new`, this.file)
  }

  now() {
    return Date.now() + this.ahead
  }

  get environment() {
    return { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' }
  }

  // For Server.startThrough().
  get before() {
    return ['env', ...Object.entries(this.environment).map(([name, value]) => `${name}=${value}`)]
  }
}
