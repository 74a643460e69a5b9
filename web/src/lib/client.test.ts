import { afterEach, expect, it, vi } from 'vitest'
import { beginSession, read, whenSignedOut } from './client'

afterEach(() => vi.unstubAllGlobals())

it('is not signed out by the answer to what was asked before the session began', async () => {
  let out = 0
  whenSignedOut(() => out++)
  let answer: (response: Response) => void = () => undefined
  vi.stubGlobal('fetch', () => new Promise<Response>((done) => (answer = done)))
  const refused = () => new Response('{"code":"unauthenticated"}', { status: 401 })
  const before = read('/api/alarms')
  beginSession()
  answer(refused())
  await expect(before).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(out).toBe(0)
  const after = read('/api/alarms')
  answer(refused())
  await expect(after).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(out).toBe(1)
})
