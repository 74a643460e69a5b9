// Requests that must be answered while the server is under attack or overload.
import assert from 'node:assert/strict'

// Fails after 30 s instead of waiting for ever.
async function answered(what, work) {
  let timer
  const never = new Promise((_, failed) => (timer = setTimeout(() => failed(new Error(`no answer: ${what}`)), 30_000)))
  await Promise.race([work(), never]).finally(() => clearTimeout(timer))
}

export const pageAnswers = (server, token) =>
  answered('a page', async () => {
    const answer = await fetch(server.url('/healthz'))
    assert.ok(answer.ok)
    assert.ok((await server.streams(token)) instanceof Map)
  })

// The requests of a signed-in page.
export const signedInPageAnswers = (server, cookie) =>
  answered('a page of a signed-in person', async () => {
    await server.app(cookie, 'GET', '/api/greenhouses')
    await server.app(cookie, 'GET', '/api/alarms')
  })
