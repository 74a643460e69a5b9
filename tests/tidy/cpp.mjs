// A C++ file without comments, literals and preprocessor lines, and the functions in it. Offsets and line breaks stay, so that
// a position in the result is the position in the file.

const blank = (text) => text.replace(/[^\n]/g, ' ')
const token = /\/\/[^\n]*|\/\*[^]*?\*\/|R"([^(\s]*)\([^]*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|^[ \t]*#(?:\\\n|[^\n])*/gm
// A separator within a number (200'000) is not a literal.
const separator = /(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])/g

export const codeOf = (text) => text.replace(separator, '_').replace(token, blank)

const scopeWords = /(?:^|[\s;}])(?:namespace|class|struct|union|enum|extern)\b[^;{}()=]*$|(?:^|[\s;}])(?:class|struct)\s[^;{}=]*$/

// The text between the last statement and an opening brace says what the brace opens.
function opensFunction(head) {
  const before = head.trim()
  if (!before || scopeWords.test(before)) return false
  return before.includes('(') && !/=\s*$/.test(before)
}

// {line, lines} of each function body outside of other functions: lambdas and local types count as part of it.
export function functionsOf(text) {
  const code = codeOf(text)
  const found = []
  const stack = []
  let from = 0
  for (const { 0: brace, index } of code.matchAll(/[{};]/g)) {
    const inside = stack.includes('function')
    if (brace === '{') {
      const kind = inside ? 'block' : opensFunction(code.slice(from, index)) ? 'function' : 'scope'
      stack.push(kind)
      if (kind === 'function') found.push({ from: index })
    } else if (brace === '}') {
      if (stack.pop() === 'function') found.at(-1).to = index
    }
    if (!stack.includes('function')) from = index + 1
  }
  const line = (offset) => code.slice(0, offset).split('\n').length
  return found.filter(({ to }) => to !== undefined).map(({ from: begin, to }) => ({ line: line(begin), lines: line(to) - line(begin) + 1 }))
}
