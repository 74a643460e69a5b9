// Functions that nothing in the programs calls, found by cppcheck; calls from unit tests do not count.
// What headers in testing/ have for unit tests is left out: later versions of cppcheck find it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { filesMatching, root } from './sources.mjs'

// function: why it stays. A row goes with its function, or when something calls it.
const kept = {
  fit_frost_model: 'orchards', forecast_minimum: 'orchards', frost_class: 'orchards', sprinkler_start: 'orchards',
  saturation_slope: 'orchards', wet_bulb_stull: 'orchards', anthracnose_strawberry: 'orchards', grey_mould_cucumber: 'orchards',
  late_blight_smith: 'orchards', late_blight_hutton: 'orchards', late_blight_severity: 'orchards', early_blight_severity: 'orchards',
  faults_of: 'the unit test of the API description reads the faults one by one',
  throw_exception_from_error: 'Boost calls it',
  clone: 'spdlog calls it',
  summary: 'the unit tests of the store compare whole streams',
  is_due: 'the store of unit tests uses it',
}

function unusedIn(files) {
  const ran = spawnSync('cppcheck', ['--enable=unusedFunction', '--quiet', '--std=c++20', '--language=c++', '--max-configs=1', '-I', 'src',
    '--template={file}:{line}: {id}: {message}', ...files], { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 })
  assert.equal(ran.error, undefined, 'cppcheck runs')
  const lines = ran.stderr.split('\n').filter(Boolean)
  return { syntax: lines.filter((line) => line.includes(': syntaxError:')), unused: lines.filter((line) => line.includes(': unusedFunction:') && !line.includes('/testing/')) }
}

test('every function of the programs is called', { timeout: 600_000 }, () => {
  const files = filesMatching(/^(src|bench|tests\/fuzz)\/.*\.cpp$/).filter((name) => !name.endsWith('_test.cpp'))
  assert.ok(files.length > 150, `${files.length} files were found`)
  const { syntax, unused } = unusedIn(files)
  assert.deepEqual(syntax, [], 'files that cppcheck cannot read')
  const named = unused.map((line) => ({ line, name: line.match(/'([^']+)'/)[1] }))
  assert.deepEqual(named.filter(({ name }) => !(name in kept)).map(({ line }) => line), [])
  assert.deepEqual(Object.keys(kept).filter((name) => !named.some((one) => one.name === name)), [], 'rows of `kept` that may go')
})

test('a function that nothing calls is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cunkou-tidy-'))
  writeFileSync(join(folder, 'a.cpp'), 'int used() { return 1; }\nint alone() { return 2; }\nint main() { return used(); }\n')
  const { unused } = unusedIn([join(folder, 'a.cpp')])
  rmSync(folder, { recursive: true })
  assert.deepEqual(unused.map((line) => line.match(/'([^']+)'/)[1]), ['alone'])
})
