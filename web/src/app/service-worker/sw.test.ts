// @vitest-environment node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const source = readFileSync(join(__dirname, 'sw.js'), 'utf8')
const address = 'https://cunkou.example/api/greenhouses'

class FakeCache {
  private readonly answers = new Map<string, Response>()
  match = async (key: string) => this.answers.get(key)?.clone()
  put = async (key: string, answer: Response) => void this.answers.set(key, answer)
  keys = async () => [...this.answers.keys()].map((url) => new Request(url))
  delete = async (key: Request) => this.answers.delete(key.url)
}

class FakeCaches {
  readonly all = new Map<string, FakeCache>()
  open = async (name: string) => this.all.get(name) ?? this.all.set(name, new FakeCache()).get(name)!
  keys = async () => [...this.all.keys()]
  delete = async (name: string) => this.all.delete(name)
}

type Listener = (event: { request?: Request; waitUntil(work: Promise<unknown>): void; respondWith(answer: Promise<Response>): void }) => void

/** A worker whose answers are of `api`. */
function workerOf(api: string, caches: FakeCaches, fetch: () => Promise<Response>) {
  const listeners = new Map<string, Listener>()
  const self = {
    addEventListener: (name: string, listener: Listener) => listeners.set(name, listener),
    location: new URL(address),
    clients: { claim: async () => undefined }
  }
  new Function('self', 'caches', 'fetch', source.replace('__API__', api))(self, caches, fetch)
  return async (name: string) => {
    const pending: Promise<unknown>[] = []
    let answer: Promise<Response> | undefined
    listeners.get(name)!({
      request: new Request(address),
      waitUntil: (work) => pending.push(work),
      respondWith: (given) => (answer = given)
    })
    await Promise.allSettled(pending)
    return answer
  }
}

describe('the service worker', () => {
  let caches: FakeCaches
  const fetch = vi.fn<() => Promise<Response>>()
  beforeEach(() => {
    caches = new FakeCaches()
    fetch.mockReset()
  })

  it('gives a stored answer of its own API without a network', async () => {
    const dispatch = workerOf('new', caches, fetch)
    fetch.mockResolvedValueOnce(new Response('stored'))
    await dispatch('fetch')
    fetch.mockRejectedValueOnce(new TypeError('no network'))
    expect(await (await dispatch('fetch'))!.text()).toBe('stored')
  })

  it('gives no stored answer of another API', async () => {
    for (const name of ['cunkou-answers', 'cunkou-answers-old']) await (await caches.open(name)).put(address, new Response('old'))
    fetch.mockRejectedValueOnce(new TypeError('no network'))
    expect((await workerOf('new', caches, fetch)('fetch'))!.type).toBe('error')
  })

  it('deletes the answers of other APIs when it is activated', async () => {
    for (const name of ['cunkou-answers', 'cunkou-answers-old', 'cunkou-answers-new', 'cunkou-shell-before']) await caches.open(name)
    await workerOf('new', caches, fetch)('activate')
    expect(await caches.keys()).toEqual(['cunkou-answers-new', 'cunkou-shell-before'])
  })

  it('has one place in its source where the build names the API', () => {
    expect(source.match(/__API__/g)).toHaveLength(1)
  })
})
