// Reads who may include whom from CMakeLists.txt, and who does from src/.
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

// cunkou_library(ledger USES base journal LINKS zstd) -> ledger: {base, journal}
export function roomsOf(cmake) {
  const rooms = new Map()
  for (const [, inside] of cmake.replace(/#.*$/gm, '').matchAll(/cunkou_library\(([^)]*)\)/g)) {
    const [name, ...words] = inside.trim().split(/\s+/)
    rooms.set(name, new Set(wordsAfter(words, 'USES')))
  }
  return rooms
}

function wordsAfter(words, keyword) {
  const from = words.indexOf(keyword)
  if (from < 0) return []
  const rest = words.slice(from + 1)
  const to = rest.findIndex((word) => /^(USES|LINKS)$/.test(word))
  return to < 0 ? rest : rest.slice(0, to)
}

export function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(path)
    return /\.(cpp|hpp)$/.test(entry.name) ? [path] : []
  })
}

// Every #include "room/file.hpp" that the room of the file may not make, as "file:line: what".
export function forbiddenIncludes(root, rooms) {
  const src = join(root, 'src')
  return sourceFiles(src).flatMap((file) => {
    const room = relative(src, file).split('/')[0]
    return forbiddenIn(readFileSync(file, 'utf8'), room, rooms, relative(root, file))
  })
}

export function forbiddenIn(text, room, rooms, name) {
  if (!rooms.has(room)) return [`${name}:1: the room ${room} has no cunkou_library line in CMakeLists.txt`]
  const faults = []
  text.split('\n').forEach((line, index) => {
    const target = line.match(/^\s*#\s*include\s+"([^"]+)"/)?.[1]
    if (!target) return
    const other = target.split('/')[0]
    const place = `${name}:${index + 1}`
    if (!target.includes('/')) faults.push(`${place}: name the room in "${target}": "${room}/${target}"`)
    else if (!rooms.has(other)) faults.push(`${place}: "${target}" is in no room of CMakeLists.txt`)
    else if (other !== room && !rooms.get(room).has(other)) faults.push(`${place}: ${room} may not include ${other} ("${target}")`)
  })
  return faults
}
