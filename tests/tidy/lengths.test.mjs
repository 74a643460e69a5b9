// No function is longer than 70 lines and no file longer than 600.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as cpp from './cpp.mjs'
import * as script from './script.mjs'
import { filesMatching, textOf } from './sources.mjs'

const functionLines = 70
const fileLines = 600

// Longer today. A row goes when its function is split, and a function that is short again must leave the table.
const longFunctions = []

const linesOf = (text) => text.replace(/\n$/, '').split('\n').length
const sources = filesMatching(/\.(cpp|hpp|ts|vue|mjs)$/)
// Every text that people write, scripts without an extension too. openapi.json is generated.
const texts = filesMatching(/\.(cpp|hpp|def|ts|vue|mjs|css|html|sh|cmake|sql|ya?ml|json|md|rights|in)$|(^|\/)(dev|run|CMakeLists\.txt)$/)
  .filter((name) => name !== 'web/openapi.json')
const functionsOf = (name, text) => (/\.(cpp|hpp)$/.test(name) ? cpp.functionsOf(text) : script.functionsOf(name, text))

test('no file is longer than 600 lines', () => {
  assert.ok(texts.length > 700, `${texts.length} files were found`)
  for (const name of ['dev', 'tools/dev/test.sh', 'bench/run', 'cmake/capability.cmake', 'CMakeLists.txt']) assert.ok(texts.includes(name), name)
  assert.deepEqual(texts.filter((name) => linesOf(textOf(name)) > fileLines), [])
})

test('no function is longer than 70 lines', () => {
  const long = sources.flatMap((name) => functionsOf(name, textOf(name)).filter(({ lines }) => lines > functionLines)
    .map(({ line, lines }) => ({ name, place: `${name}:${line}: ${lines} lines` })))
  assert.deepEqual(long.filter(({ name }) => !longFunctions.includes(name)).map(({ place }) => place), [])
  assert.deepEqual(longFunctions.filter((name) => !long.some((one) => one.name === name)), [], 'rows of longFunctions that may go')
})

test('a long C++ function is found beside braces in comments and literals', () => {
  const body = (lines) => Array.from({ length: lines }, (_, n) => `  call(${n}, "}", '{', 1'000); // } {`).join('\n')
  const text = (lines) => `#define OPEN {\nnamespace a {\nstruct B : C {\n  int x{1};\n  B(int y) : x{y} { }\n};\n\nauto f(int x) -> int {\n${body(lines)}\n  return R"(})".size();\n}\n\nvoid g() { f(1); }\n}\n`
  const lengths = (lines) => cpp.functionsOf(text(lines)).map((one) => one.lines)
  assert.ok(lengths(80).includes(83), `${lengths(80)}`)
  assert.ok(Math.max(...lengths(10)) === 13, `${lengths(10)}`)
})

test('a long script function is found in modules and components', () => {
  const body = Array.from({ length: 80 }, (_, n) => `  call(\`\${${n}} }\`, /[}]/)`).join('\n')
  const lengths = (name, text) => script.functionsOf(name, text).map(({ line, lines }) => [line, lines])
  assert.deepEqual(lengths('a.mjs', `\nfunction f() {\n${body}\n}\nconst g = () => 1\n`), [[2, 82], [84, 1]])
  assert.deepEqual(lengths('A.vue', `<template>\n  <p>{{ x }}</p>\n</template>\n<script setup lang="ts">\nconst f = (): void => {\n${body}\n}\n</script>\n`), [[5, 82]])
})
