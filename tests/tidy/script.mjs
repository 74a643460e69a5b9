// The functions of a TypeScript, JavaScript or Vue file, by the TypeScript compiler of web/.
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { root } from './sources.mjs'

const ts = createRequire(join(root, 'web/package.json'))('typescript')

// The script blocks of a component; other lines are blank, so that line numbers stay.
function scriptOf(name, text) {
  if (!name.endsWith('.vue')) return text
  const blocks = [...text.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)]
  let script = text.replace(/[^\n]/g, ' ')
  for (const { 0: whole, 1: inner, index } of blocks) {
    const from = index + whole.indexOf(inner)
    script = script.slice(0, from) + inner + script.slice(from + inner.length)
  }
  return script
}

// describe() holds a suite of tests: a file within the file, not a function.
const isSuite = (node) => ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText())

export function functionsOf(name, text) {
  const source = ts.createSourceFile(name, scriptOf(name, text), ts.ScriptTarget.Latest, true, name.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS)
  const found = []
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body && !isSuite(node)) {
      const line = (offset) => source.getLineAndCharacterOfPosition(offset).line + 1
      const first = line(node.getStart(source))
      found.push({ line: first, lines: line(node.getEnd()) - first + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
