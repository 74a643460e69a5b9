// The output of the benchmarks: tables of rounds, and each target with its result.
export const missed = []

export const print = (text) => console.log(text)
export const note = (text) => process.stdout.isTTY && process.stdout.write(`\r\x1b[K  ${text}`)
export const noNote = () => process.stdout.isTTY && process.stdout.write('\r\x1b[K')

export function title(text) {
  noNote()
  print(`\n${text}`)
}

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

export const thousands = (n) => Math.round(n).toLocaleString('en')
export const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1) + ' MB'

export function table(head, rows) {
  noNote()
  const lines = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i].length)))
  for (const line of lines) print('  ' + line.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '))
}

// `met`: whether the measured value meets the target.
export function target(what, text, met) {
  noNote()
  print(`  ${met ? 'pass' : 'MISS'}  ${what}: ${text}`)
  if (!met) missed.push(what)
}
