// Subjects of commits: `component: imperative, one change`, at most 72 characters. Holds for every commit after `first`; in a
// shallow clone for those that are there, all of which are younger. Every commit after `firstWithBody` also says why in its body.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { root } from './sources.mjs'

const first = 'b489f91'
const firstWithBody = '90f2281'
const git = (...words) => execFileSync('git', ['-C', root, ...words], { encoding: 'utf8' }).trim()

const component = /^[a-z][a-z0-9_./-]*(?:, [a-z][a-z0-9_./-]*)*: [^\s]/
// A trailer such as Co-authored-by says nothing.
const saysWhy = (body) => body.replace(/^[A-Z][A-Za-z-]+: .*$/gm, '').split(/\s+/).filter(Boolean).length >= 5
const isSubject = (subject) => component.test(subject) && [...subject].length <= 72 && !subject.endsWith('.')

function isAncestor(commit) {
  try {
    git('merge-base', '--is-ancestor', commit, 'HEAD')
    return true
  } catch {
    return false
  }
}

test('every commit since the first has a subject of the form "component: change"', (t) => {
  if (!existsSync(join(root, '.git'))) return t.diagnostic('NOT CHECKED: this is no Git clone, so there are no commits to read')
  const known = isAncestor(first)
  const shallow = git('rev-parse', '--is-shallow-repository') === 'true'
  assert.ok(known || shallow, `the history holds no ${first}, and the clone is not shallow`)
  const lines = git('log', '--no-merges', '--format=%h%x09%s', known ? `${first}..HEAD` : 'HEAD').split('\n').filter(Boolean)
  if (!known) t.diagnostic(`shallow clone: only the last ${lines.length} commits were checked`)
  assert.deepEqual(lines.filter((line) => !isSubject(line.split('\t')[1])), [])
})

test('every commit says why in its body', (t) => {
  if (!existsSync(join(root, '.git'))) return t.diagnostic('NOT CHECKED: this is no Git clone, so there are no commits to read')
  const known = isAncestor(firstWithBody)
  if (!known && git('rev-parse', '--is-shallow-repository') === 'true') return t.diagnostic(`NOT CHECKED: the shallow clone does not hold ${firstWithBody}`)
  assert.ok(known, `the history holds no ${firstWithBody}`)
  const commits = git('log', '--no-merges', '--format=%h %s%x00%b%x01', `${firstWithBody}..HEAD`).split('\x01').map((one) => one.trim()).filter(Boolean)
  assert.deepEqual(commits.map((one) => one.split('\0')).filter(([, body]) => !saysWhy(body)).map(([subject]) => subject), [])
})

test('a body without a reason is found', () => {
  assert.ok(saysWhy('A page of alarms took a read for each row.\n'))
  for (const bad of ['', 'See above.\n', 'Co-authored-by: Somebody Else <somebody.else@example.org> and more\n']) assert.ok(!saysWhy(bad), bad)
})

test('subjects of another form are found', () => {
  for (const good of ['mqtt: drop the will of a device whose token was revoked', 'sensing/alarms: load a page in two reads', 'web, docs: say activate'])
    assert.ok(isSubject(good), good)
  for (const bad of ['Take no will of a revoked device', 'wip', 'MQTT: drop it', 'mqtt:drop it', 'mqtt: drop it.', `mqtt: ${'x'.repeat(67)}`])
    assert.ok(!isSubject(bad), bad)
})
