// A text in both languages is a Label{zh, en} (base/label.hpp), not a string "中文|English".
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { filesMatching, lineAt, textOf } from './sources.mjs'

// file: why it holds such a string. A row goes with its string.
const kept = {
  'src/base/instant_test.cpp': 'a text with a bar, quoted in a reason',
  'src/base/label_test.cpp': 'the stored form',
  'src/sensing/monitor/monitor_json_test.cpp': 'the stored form, and a reason of a person',
  'src/platform/outbound/url_test.cpp': 'a URL with characters that are to be escaped',
}

const token = /\/\/[^\n]*|\/\*[^]*?\*\/|R"([^(\s]*)\(([^]*?)\)\1"|"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*|'(?:\\.|[^'\\\n])+'/g
const bilingual = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef][^]*\|/

// Neighbouring literals are one, as the compiler reads them. What a `+` joins begins a literal with the bar.
const found = (name, text) =>
  [...text.matchAll(token)]
    .filter(({ 0: part }) => /^R?"/.test(part) && (bilingual.test(part) || /^"\|[^|]*[a-zA-Z ]/.test(part)))
    .map(({ index }) => `${name}:${lineAt(text, index)}: write a Label`)

test('no string holds two languages', () => {
  const all = filesMatching(/^(src|bench|tests\/fuzz)\/.*\.(cpp|hpp)$/).map((name) => ({ name, lines: found(name, textOf(name)) }))
  assert.deepEqual(all.filter(({ name }) => !(name in kept)).flatMap(({ lines }) => lines), [])
  assert.deepEqual(Object.keys(kept).filter((name) => !all.some((one) => one.name === name && one.lines.length > 0)), [], 'rows of `kept` that may go')
})

test('a string in two languages is found with its line', () => {
  assert.deepEqual(found('a.cpp', 'f();\nreturn "没有" "这一项|there is none";\n'), ['a.cpp:2: write a Label'])
  assert.deepEqual(found('a.cpp', 'return "没有 " + name + "|there is no " + name;\n'), ['a.cpp:1: write a Label'])
  assert.deepEqual(found('a.cpp', 'Label{"没有", "none"};  // "没有|none"\nsplit("a|b", \'|\');\n'), [])
})
