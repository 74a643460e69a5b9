import { afterEach, describe, expect, it, vi } from 'vitest'
import { beginSession, client, onUnauthenticated, query, read, Refusal, refusalFrom, write } from './client'

afterEach(() => vi.unstubAllGlobals())

it('does not end the session for a 401 to a request sent before the session began', async () => {
  let out = 0
  onUnauthenticated(() => out++)
  let answer: (response: Response) => void = () => undefined
  vi.stubGlobal('fetch', () => new Promise<Response>((done) => (answer = done)))
  const refused = () => new Response('{"code":"unauthenticated"}', { status: 401 })
  const send = async () => {
    const sent = read(client.GET('/api/alarms'))
    await new Promise((done) => setTimeout(done))
    return { sent }
  }
  const { sent: before } = await send()
  beginSession()
  answer(refused())
  await expect(before).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(out).toBe(0)
  const { sent: after } = await send()
  answer(refused())
  await expect(after).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(out).toBe(1)
})

describe('a request', () => {
  it('carries the language, the parameters and the body, and gives the stored time of the answer', async () => {
    const requests: Request[] = []
    vi.stubGlobal('fetch', async (request: Request) => {
      requests.push(request.clone())
      return new Response('{"alarms":[]}', { headers: { 'X-Stored-At': '2026-11-23T08:00:00Z' } })
    })
    const answer = await read(client.GET('/api/alarms', { params: { query: { state: 'open', severity: undefined, top: 5 } } }))
    await write(client.POST('/api/alarms/{id}/acknowledge', { params: { path: { id: 7 } }, body: { note: 'vent opened' } }))
    expect(answer).toMatchObject({ value: { alarms: [] }, storedAt: '2026-11-23T08:00:00Z' })
    const [listing, acknowledging] = requests
    expect([new URL(listing!.url).pathname, new URL(listing!.url).search]).toEqual(['/api/alarms', '?state=open&top=5'])
    expect([listing!.headers.get('Accept-Language'), listing!.headers.get('Accept')]).toEqual(['zh', 'application/json'])
    expect([acknowledging!.method, new URL(acknowledging!.url).pathname]).toEqual(['POST', '/api/alarms/7/acknowledge'])
    expect([acknowledging!.headers.get('Content-Type'), await acknowledging!.json()]).toEqual(['application/json', { note: 'vent opened' }])
  })

  it('leaves out query parameters that are not set', () => {
    expect(query({ place: '61 0', top: 0, q: '', state: null, greenhouse: undefined })).toBe('?place=61+0&top=0')
    expect(query({})).toBe('')
  })

  it('is aborted after 30 seconds, and a mutation may have been done all the same', async () => {
    vi.useFakeTimers()
    vi.stubGlobal('fetch', (_request: Request, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))))
    const sent = [read(client.GET('/api/me')), write(client.POST('/api/session', { body: { phone: '', password: '' } }))]
    const codes = sent.map((one) => (one as Promise<unknown>).catch((error: Refusal) => error.code))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await Promise.all(codes)).toEqual(['unreachable', 'unanswered'])
    vi.useRealTimers()
  })
})

describe('a refusal', () => {
  it('is read from problem+json', () => {
    const refusal = refusalFrom(422, '{"code":"invalid","detail":"有一项要改","fields":{"phone":"要11位"}}', null)
    expect(refusal).toMatchObject({ code: 'invalid', detail: '有一项要改', fields: { phone: '要11位' } })
  })

  it('has the code of the status when the body is not problem+json', () => {
    expect(refusalFrom(429, '<html>', '30')).toMatchObject({ code: 'too_many', retryAfterSeconds: 30 })
    expect(refusalFrom(502, '', null).code).toBe('internal')
  })
})
