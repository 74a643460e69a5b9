import createClient from 'openapi-fetch'
import type { paths } from './schema'
import type { Problem } from './types'

/** The HTTP client. Every failure is thrown as a Refusal. */
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

/** An answer, and when it was stored if the service worker served it from its cache. */
export interface Answer<T> { value: T; storedAt: string | null }

let language = 'zh'
let onSignedOut: () => void = () => undefined
let onFailedService: () => void = () => undefined

export function setRequestLanguage(code: string): void {
  language = code
}

/** Counts sessions: a 401 to a request sent before the present session began does not end it. */
let session = 0

export function beginSession(): void {
  ++session
}

export function onUnauthenticated(listener: () => void): void {
  onSignedOut = listener
}

export function onUnavailable(listener: () => void): void {
  onFailedService = listener
}

const codesByStatus: Record<number, RefusalCode> = {
  400: 'invalid', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 410: 'gone',
  413: 'too_large', 415: 'unsupported', 422: 'invalid', 429: 'too_many', 503: 'unavailable'
}

/** Reads problem+json (RFC 9457); a proxy in front of the server may answer with anything else. */
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

function refuse(status: number, text: string, retryAfter: string | null, startedIn: number): Refusal {
  const refusal = refusalFrom(status, text, retryAfter)
  if (refusal.code === 'unauthenticated' && startedIn === session) onSignedOut()
  if (refusal.code === 'unavailable') onFailedService()
  return refusal
}

/** Long enough for the slowest answer over the slowest line; the service worker answers from its cache much earlier. */
const timeoutMs = 30_000

/** The time-out covers the body as well, so it is not cleared when the head has come. */
async function fetchInTime(request: Request): Promise<Response> {
  const startedIn = session
  const abort = new AbortController()
  setTimeout(() => abort.abort(), timeoutMs)
  request.headers.set('Accept-Language', language)
  const response = await fetch(request, { signal: abort.signal })
  if (response.ok) return response
  throw refuse(response.status, await response.text(), response.headers.get('Retry-After'), startedIn)
}

type QueryValues = Record<string, string | number | boolean | null | undefined>

/** ?a=1&b=2 of the values that are set. */
export function query(values: QueryValues): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export const client = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  fetch: fetchInTime,
  querySerializer: (values) => query(values as QueryValues)
})

/** The path parameters of most routes. */
export const byId = (id: number) => ({ path: { id } })

interface Sent<T> { data?: T; response: Response }

function failure(error: unknown, changes: boolean): unknown {
  if (error instanceof Refusal || error instanceof SyntaxError) return error
  const timedOut = error instanceof DOMException && error.name === 'AbortError'
  return new Refusal(timedOut && changes ? 'unanswered' : 'unreachable', '')
}

/** The answer to a request that changes nothing. */
export async function read<T>(sent: Promise<Sent<T>>): Promise<Answer<T>> {
  try {
    const { data, response } = await sent
    return { value: data as T, storedAt: response.headers.get('X-Stored-At') }
  } catch (error) {
    throw failure(error, false)
  }
}

/** The answer to a request that changes something: after a time-out it may or may not have been done ('unanswered'). */
export async function write<T>(sent: Promise<Sent<T>>): Promise<T> {
  try {
    return (await sent).data as T
  } catch (error) {
    throw failure(error, true)
  }
}

/** Uploads a file and reports the part that has been sent (0..1), which fetch cannot. */
export function upload<T>(path: string, file: Blob, type: string, onProgress: (part: number) => void): Promise<T> {
  const startedIn = session
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
      else reject(refuse(request.status, request.responseText, request.getResponseHeader('Retry-After'), startedIn))
    }
    request.send(file)
  })
}
