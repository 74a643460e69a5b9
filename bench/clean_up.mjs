// Removes the folders and processes of a benchmark, also when it fails.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folders = new Set()
const children = new Set()

export function newFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `cunkou-bench-${name}-`))
  folders.add(folder)
  return folder
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true })
  folders.delete(folder)
}

export function track(child) {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

export function cleanUp() {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of [...folders]) removeFolder(folder)
}
