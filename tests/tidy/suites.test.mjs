// A file of unit tests stands beside its unit, and a suite in the file of its unit: AcceptInvitation in accept_invitation_test.cpp, if
// there is such a source. A file or a suite may be of one part of a unit: MonitorRules in monitor_test.cpp, Conversation in
// conversation_sessions_test.cpp. Tests that need the whole county are in src/app.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { test } from 'node:test'

import { filesMatching } from './sources.mjs'

const snakeCase = (name) => name.replace(/(?<!^)(?=[A-Z])/g, '_').toLowerCase()

// files: [[path, text], …]; units: names of sources without their ending
function misplacedSuites(files, units) {
  return files.flatMap(([path, text]) => {
    const suites = new Set([...text.matchAll(/^(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+)/gm)].map((match) => match[1]))
    return [...suites].filter((suite) => {
      const unit = snakeCase(suite.replace(/Test$/, ''))
      const own = basename(path, '_test.cpp')
      return units.has(unit) && own !== unit && !unit.startsWith(`${own}_`) && !own.startsWith(`${unit}_`)
    }).map((suite) => `${path}: ${suite}`)
  })
}

// The monitor's service is tested with a kind of thing, which the monitor may not include.
const elsewhere = new Set(['src/sensing/greenhouses/monitor_service_test.cpp'])

// Of the longest name of a unit that the file's name begins with.
function misplacedFiles(paths, folders) {
  return paths.filter((path) => {
    if (elsewhere.has(path) || path.startsWith('src/app/')) return false
    const words = basename(path, '_test.cpp').split('_')
    while (words.length && !folders.has(words.join('_'))) words.pop()
    return words.length > 0 && !folders.get(words.join('_')).has(dirname(path))
  })
}

const sources = filesMatching(/^src\/.*\.(hpp|cpp)$/)
const tests = sources.filter((path) => path.endsWith('_test.cpp'))
const folders = new Map() // of each unit
for (const path of sources.filter((path) => !/_test\.cpp$|\/testing\//.test(path))) {
  const unit = basename(path).replace(/\..*/, '')
  folders.set(unit, (folders.get(unit) ?? new Set()).add(dirname(path)))
}

test('every file of unit tests stands beside its unit', () => {
  assert.ok(tests.length > 100, `${tests.length} tests were found`)
  assert.deepEqual(misplacedFiles(tests, folders), [])
})

test('a misplaced file is found', () => {
  const known = new Map([['sign_in', new Set(['src/core/people'])]])
  const paths = ['src/core/people/sign_in_test.cpp', 'src/core/places/sign_in_twice_test.cpp', 'src/app/sign_in_test.cpp']
  assert.deepEqual(misplacedFiles(paths, known), ['src/core/places/sign_in_twice_test.cpp'])
})

test('no suite stands in the file of another unit', () => {
  const faults = misplacedSuites(tests.map((path) => [path, readFileSync(path, 'utf8')]), folders)
  assert.deepEqual(faults, [], `\n${faults.join('\n')}\n`)
})

test('a misplaced suite is found', () => {
  const units = new Set(['sign_in', 'people_sql'])
  const files = [
    ['people_sql_test.cpp', 'TEST(PeopleSql, A) {\nTEST_F(SignInTest, B) {\nTYPED_TEST(Other, C) {\n'],
    ['sign_in_test.cpp', 'TEST_F(SignInTest, A) {\nTEST(PeopleSqlNames, B) {\n'],
    ['people_test.cpp', 'TEST(PeopleSql, A) {\n'],
  ]
  assert.deepEqual(misplacedSuites(files, units), ['people_sql_test.cpp: SignInTest'])
})
