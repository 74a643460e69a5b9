import type { Problem } from './types'

/** The one place that speaks HTTP. Everything that goes wrong comes out as a Refusal. */
export type RefusalCode = Problem['code'] | 'unreachable' | 'unanswered'

export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    readonly fields: Record<string, string> = {},
    readonly retryAfterSeconds: number | null = null
  ) {
    super(detail || code)
  }
}

/** An answer, and when it was stored if the service worker had to give a stored one. */
export interface Answer<T> { value: T; storedAt: string | null }

let language = 'zh'
let onSignedOut: () => void = () => undefined

export function speakLanguage(code: string): void {
  language = code
}

/** Whose session it is now: what was asked before it began says nothing of it. */
let session = 0

export function beginSession(): void {
  ++session
}

export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

const codesByStatus: Record<number, RefusalCode> = {
  400: 'invalid', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 410: 'gone',
  413: 'too_large', 415: 'unsupported', 422: 'invalid', 429: 'too_many', 503: 'unavailable'
}

/** What answers in the server's place, a proxy for one, says no Problem. */
export function refusalFrom(status: number, text: string, retryAfter: string | null): Refusal {
  let problem: Partial<Problem> = {}
  try {
    problem = JSON.parse(text) as Partial<Problem>
  } catch {
    problem = {}
  }
  const code = problem.code ?? codesByStatus[status] ?? 'internal'
  const seconds = retryAfter === null ? null : Number(retryAfter)
  return new Refusal(code, problem.detail ?? '', problem.fields ?? {}, Number.isFinite(seconds) ? seconds : null)
}

/** Long enough for the slowest answer over the slowest line; a service worker gives what it has long before. */
const patience = 30_000

function refuse(status: number, text: string, retryAfter: string | null, asked: number): Refusal {
  const refusal = refusalFrom(status, text, retryAfter)
  if (refusal.code === 'unauthenticated' && asked === session) onSignedOut()
  return refusal
}

async function send<T>(
  method: string, path: string, take: (response: Response) => Promise<T>, body?: unknown, type = 'application/json'
): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language }
  if (body !== undefined) headers['Content-Type'] = type
  const asked = session
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), patience)
  try {
    const response = await fetch(path, {
      method,
      headers,
      signal: stop.signal,
      credentials: 'same-origin',
      body: body === undefined ? undefined : type === 'application/json' ? JSON.stringify(body) : (body as BodyInit)
    })
    if (response.ok) return await take(response)
    throw refuse(response.status, await response.text(), response.headers.get('Retry-After'), asked)
  } catch (error) {
    if (error instanceof Refusal || error instanceof SyntaxError) throw error
    // What was not answered in time may have been done all the same, where it does more than read.
    throw new Refusal(stop.signal.aborted && method !== 'GET' ? 'unanswered' : 'unreachable', '')
  } finally {
    clearTimeout(timer)
  }
}

async function parse<T>(response: Response): Promise<T> {
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export const read = <T>(path: string): Promise<Answer<T>> =>
  send('GET', path, async (response) => ({ value: await parse<T>(response), storedAt: response.headers.get('X-Stored-At') }))

export const write = <T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, type?: string
): Promise<T> => send(method, path, parse<T>, body, type)

export const writeForBlob = (path: string, body: unknown): Promise<Blob> =>
  send('POST', path, (response) => response.blob(), body)

/** Sends a file and tells how much of it has left this machine (0..1). */
export function upload<T>(path: string, file: Blob, type: string, onProgress: (part: number) => void): Promise<T> {
  const asked = session
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('Content-Type', type)
    request.setRequestHeader('Accept-Language', language)
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onerror = () => reject(new Refusal('unreachable', ''))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T)
      else reject(refuse(request.status, request.responseText, request.getResponseHeader('Retry-After'), asked))
    }
    request.send(file)
  })
}

/** ?a=1&b=2 of the values that are set. */
export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
