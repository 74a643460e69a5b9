// @vitest-environment node
import { expect, it } from 'vitest'
import { redirectPath } from './redirectPath'

it('accepts only a path of this app', () => {
  expect(redirectPath('/alarms/3?x=1')).toBe('/alarms/3?x=1')
  for (const target of ['//evil.example', '/\\evil.example', 'https://evil.example', undefined, ['/a']]) expect(redirectPath(target)).toBe('/')
})
