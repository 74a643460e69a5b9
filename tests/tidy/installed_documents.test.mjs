// The links of the documents that cmake/install.cmake installs lead to files that it installs, too.
import assert from 'node:assert/strict'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'

import { exists } from './references.mjs'
import { filesMatching, textOf } from './sources.mjs'

// The paths of the repository that are installed below CMAKE_INSTALL_DOCDIR under the same relative path.
function installed(cmake) {
  const statements = [...cmake.matchAll(/install\((FILES|DIRECTORY) ([^)]*?)\s+DESTINATION \$\{CMAKE_INSTALL_DOCDIR\}\)/g)]
  return statements.flatMap(([, kind, list]) => list.trim().split(/\s+/).flatMap((word) => {
    const path = word.replace('${PROJECT_SOURCE_DIR}/', '')
    return kind === 'FILES' ? [path] : filesMatching(new RegExp(`^${path}/`))
  }))
}

const links = (name) => [...textOf(name).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1]).filter((link) => !/^[a-z]+:/.test(link))

// A folder is there when a file in it is.
const broken = (files) => files.filter((name) => name.endsWith('.md')).flatMap((name) => links(name)
  .map((link) => normalize(join(dirname(name), link)).replace(/\/$/, ''))
  .filter((target) => !files.some((file) => file === target || file.startsWith(`${target}/`))).map((target) => `${name}: ${target}`))

test('every link of an installed document leads to an installed file', () => {
  const files = installed(textOf('cmake/install.cmake'))
  assert.ok(files.includes('README.md') && files.includes('docs/operating/install.md'), files.join())
  assert.ok(files.every((name) => exists(name, 'README.md')), files.join())
  assert.deepEqual(broken(files), [])
})

test('a link to a file that is not installed is found', () => {
  assert.deepEqual(broken(['README.md', 'CHANGELOG.md']).includes('README.md: docs/operating/install.md'), true)
})
