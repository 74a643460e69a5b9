import { describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { Refusal, query, read, refusalFrom, write, type Answer } from './client'
import { usePassing } from './useConflictExpiry'
import { useRequest } from './useRequest'
import { useSend } from './useMutation'

function later<T>() {
  let answer!: (value: Answer<T>) => void
  let refuse!: (error: unknown) => void
  const promise = new Promise<Answer<T>>((resolve, reject) => {
    answer = resolve
    refuse = reject
  })
  return { promise, answer: (value: T) => answer({ value, storedAt: null }), refuse }
}

describe('useRequest', () => {
  it('goes from idle over loading to done', async () => {
    const wait = later<number>()
    const { request, load } = useRequest(() => wait.promise)
    expect(request.value.state).toBe('idle')
    const asked = load()
    expect(request.value).toMatchObject({ state: 'loading', value: null })
    wait.answer(7)
    await asked
    expect(request.value).toEqual({ state: 'done', value: 7, storedAt: null })
  })

  it('keeps what was seen when asking again fails', async () => {
    const answers: Promise<Answer<number>>[] = [
      Promise.resolve({ value: 7, storedAt: null }),
      Promise.reject(new Refusal('unreachable', ''))
    ]
    const { request, load } = useRequest(() => answers.shift()!)
    await load()
    await load()
    expect(request.value).toMatchObject({ state: 'failed', value: 7, refusal: { code: 'unreachable' } })
  })

  it('drops an answer that comes after a later question', async () => {
    const first = later<string>()
    const second = later<string>()
    const waits = [first, second]
    const { request, load } = useRequest(() => waits.shift()!.promise)
    const asked = [load(), load()]
    second.answer('second')
    first.answer('first')
    await Promise.all(asked)
    expect(request.value.value).toBe('second')
  })

  it('drops what was said of something else, also when the new question fails', async () => {
    const place = ref('a')
    const first = later<string>()
    const second = later<string>()
    const waits = [first, second]
    const { request, load } = useRequest(() => waits.shift()!.promise, () => place.value)
    const asked = load()
    first.answer('of a')
    await asked
    place.value = 'b'
    const again = load()
    expect(request.value).toMatchObject({ state: 'loading', value: null })
    second.refuse(new Refusal('unreachable', ''))
    await again
    expect(request.value).toMatchObject({ state: 'failed', value: null })
  })

  it('tells an answer on its way what happened meanwhile', async () => {
    const waits = [later<number[]>(), later<number[]>()]
    const { request, load, change } = useRequest(() => waits[0]!.promise)
    const asked = load()
    change((all) => all.push(2))
    waits[0]!.answer([1])
    await asked
    expect(request.value.value).toEqual([1, 2])
    change((all) => all.push(3))
    expect(request.value.value).toEqual([1, 2, 3])
  })

  it('asks again when the stream begins, unless nothing was asked or the answer is on its way', async () => {
    let asked = 0
    const wait = later<number>()
    const { load, catchUp } = useRequest(() => {
      asked++
      return wait.promise
    })
    catchUp(true)
    expect(asked).toBe(0)
    const first = load()
    catchUp(true)
    expect(asked).toBe(1)
    wait.answer(7)
    await first
    catchUp(true)
    expect(asked).toBe(2)
  })

  it('asks again for what is only stored, until it is fresh', async () => {
    vi.useFakeTimers()
    const answers = ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z', null]
    const { request, load } = useRequest(() => Promise.resolve({ value: 7, storedAt: answers.shift() ?? null }))
    await load()
    await vi.advanceTimersByTimeAsync(120_000)
    expect([answers.length, request.value.storedAt]).toEqual([0, null])
    vi.useRealTimers()
  })

  it('makes a refusal of whatever is thrown', async () => {
    const { request, load } = useRequest<number>(() => Promise.reject(new Error('odd')))
    await load()
    expect(request.value).toMatchObject({ state: 'failed', refusal: { code: 'internal' } })
  })
})

describe('useSend', () => {
  it('does nothing on a second tap', async () => {
    let runs = 0
    let finish!: () => void
    const { send, run } = useSend(() => {
      runs++
      return new Promise<void>((resolve) => (finish = resolve))
    })
    const first = run()
    await run()
    finish()
    await first
    expect(runs).toBe(1)
    expect(send.value.state).toBe('done')
  })
})

describe('a refusal', () => {
  it('is read from problem+json', () => {
    const refusal = refusalFrom(422, '{"code":"invalid","detail":"有一项要改","fields":{"phone":"要11位"}}', null)
    expect(refusal).toMatchObject({ code: 'invalid', detail: '有一项要改', fields: { phone: '要11位' } })
  })

  it('is known by its status when the body says nothing', () => {
    expect(refusalFrom(429, '<html>', '30')).toMatchObject({ code: 'too_many', retryAfterSeconds: 30 })
    expect(refusalFrom(502, '', null).code).toBe('internal')
  })
})

describe('a server that never answers', () => {
  it('is given up, and a wish may have been done all the same', async () => {
    vi.useFakeTimers()
    vi.stubGlobal('fetch', (_path: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))))
    const said = [read('/api/me'), write('POST', '/api/session')].map((one) => one.catch((error: Refusal) => error.code))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await Promise.all(said)).toEqual(['unreachable', 'unanswered'])
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })
})

it('asks only for what is set', () => {
  expect(query({ place: '61 0', top: 0, q: '', state: null, greenhouse: undefined })).toBe('?place=61+0&top=0')
  expect(query({})).toBe('')
})

describe('a "not now"', () => {
  const refused = async (code: 'conflict' | 'forbidden') => {
    const moving = ref<string | null>('closing')
    const scope = effectScope()
    const sent = useSend(() => Promise.reject(new Refusal(code, '')))
    scope.run(() => usePassing(sent, moving))
    await sent.run()
    await nextTick()
    expect(sent.send.value.state).toBe('failed')
    return { moving, state: () => sent.send.value.state, end: () => scope.stop() }
  }

  it('goes when what it speaks of has changed', async () => {
    const { moving, state, end } = await refused('conflict')
    moving.value = null
    await nextTick()
    expect(state()).toBe('idle')
    end()
  })

  it('goes after some seconds; any other refusal stays', async () => {
    vi.useFakeTimers()
    for (const [code, after] of [['conflict', 'idle'], ['forbidden', 'failed']] as const) {
      const { state, end } = await refused(code)
      vi.advanceTimersByTime(20_000)
      expect(state()).toBe(after)
      end()
    }
    vi.useRealTimers()
  })
})
