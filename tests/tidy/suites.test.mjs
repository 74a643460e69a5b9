// A suite of unit tests stands beside its unit: AcceptInvitation in accept_invitation_test.cpp, if there is such a source. A file or
// a suite may be of one part of a unit: MonitorRules in monitor_test.cpp, Conversation in conversation_sessions_test.cpp.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
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

test('no suite stands in the file of another unit', () => {
  const sources = filesMatching(/^src\/.*\.(hpp|cpp)$/)
  const units = new Set(sources.filter((path) => !/_test\.cpp$|\/testing\//.test(path)).map((path) => basename(path).replace(/\..*/, '')))
  const tests = sources.filter((path) => path.endsWith('_test.cpp'))
  assert.ok(tests.length > 100, `${tests.length} tests were found`)
  const faults = misplacedSuites(tests.map((path) => [path, readFileSync(path, 'utf8')]), units)
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
