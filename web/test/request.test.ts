import { describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { Refusal, query, refusalFrom, type Answer } from '@/api/client'
import { usePassing } from '@/state/usePassing'
import { useRequest } from '@/state/useRequest'
import { useSend } from '@/state/useSend'

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
