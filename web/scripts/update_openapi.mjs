// Writes openapi.json: the API description of the program at CUNKOU or build/release/cunkou, from which the types are made.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const program = process.env.CUNKOU ?? fileURLToPath(new URL('../../build/release/cunkou', import.meta.url))
const description = JSON.parse(execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 }))
writeFileSync(new URL('../openapi.json', import.meta.url), `${JSON.stringify(description, null, 1)}\n`)
