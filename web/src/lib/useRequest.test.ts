import { describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { Refusal, type Answer } from './client'
import { refetchAll } from './live/useLive'
import { useConflictExpiry } from './useConflictExpiry'
import { useRequest } from './useRequest'
import { useMutation } from './useMutation'

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
  it('goes from idle through loading to done', async () => {
    const wait = later<number>()
    const { request, load } = useRequest(() => wait.promise)
    expect(request.value.state).toBe('idle')
    const asked = load()
    expect(request.value).toMatchObject({ state: 'loading', value: null })
    wait.answer(7)
    await asked
    expect(request.value).toEqual({ state: 'done', value: 7, storedAt: null })
  })

  it('keeps the previous answer when a reload fails', async () => {
    const answers: Promise<Answer<number>>[] = [
      Promise.resolve({ value: 7, storedAt: null }),
      Promise.reject(new Refusal('unreachable', ''))
    ]
    const { request, load } = useRequest(() => answers.shift()!)
    await load()
    await load()
    expect(request.value).toMatchObject({ state: 'failed', value: 7, refusal: { code: 'unreachable' } })
  })

  it('drops an answer that comes after a later request', async () => {
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

  it('drops the answer for another key, also when the new request fails', async () => {
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

  it('applies updates to an answer that is still on its way', async () => {
    const waits = [later<number[]>(), later<number[]>()]
    const { request, load, update } = useRequest(() => waits[0]!.promise)
    const asked = load()
    update((all) => all.push(2))
    waits[0]!.answer([1])
    await asked
    expect(request.value.value).toEqual([1, 2])
    update((all) => all.push(3))
    expect(request.value.value).toEqual([1, 2, 3])
  })

  it('reloads on the first connection, unless it is idle or loading', async () => {
    let asked = 0
    const wait = later<number>()
    const { load, resync } = useRequest(() => {
      asked++
      return wait.promise
    })
    resync(true)
    expect(asked).toBe(0)
    const first = load()
    resync(true)
    expect(asked).toBe(1)
    wait.answer(7)
    await first
    resync(true)
    expect(asked).toBe(2)
  })

  it('reloads a stored answer until it is fresh', async () => {
    vi.useFakeTimers()
    const answers = ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z', null]
    const { request, load } = useRequest(() => Promise.resolve({ value: 7, storedAt: answers.shift() ?? null }))
    await load()
    await vi.advanceTimersByTimeAsync(120_000)
    expect([answers.length, request.value.storedAt]).toEqual([0, null])
    vi.useRealTimers()
  })

  it('turns any error into a refusal', async () => {
    const { request, load } = useRequest<number>(() => Promise.reject(new Error('odd')))
    await load()
    expect(request.value).toMatchObject({ state: 'failed', refusal: { code: 'internal' } })
  })
})

describe('useMutation', () => {
  it('ignores a second call while the first is running', async () => {
    let runs = 0
    let finish!: () => void
    const { mutation, run } = useMutation(() => {
      runs++
      return new Promise<void>((resolve) => (finish = resolve))
    })
    const first = run()
    await run()
    finish()
    await first
    expect(runs).toBe(1)
    expect(mutation.value.state).toBe('done')
  })

  it('forgets that the server was unreachable when the connection is back, and no other refusal', async () => {
    for (const [code, after] of [['unreachable', 'idle'], ['unanswered', 'failed'], ['forbidden', 'failed']] as const) {
      const scope = effectScope()
      const { mutation, run } = scope.run(() => useMutation(() => Promise.reject(new Refusal(code, ''))))!
      await run()
      expect(mutation.value.state).toBe('failed')
      refetchAll()
      expect(mutation.value.state, code).toBe(after)
      scope.stop()
    }
  })
})

describe('useConflictExpiry', () => {
  const refused = async (code: 'conflict' | 'forbidden') => {
    const moving = ref<string | null>('closing')
    const scope = effectScope()
    const sent = useMutation(() => Promise.reject(new Refusal(code, '')))
    scope.run(() => useConflictExpiry(sent, moving))
    await sent.run()
    await nextTick()
    expect(sent.mutation.value.state).toBe('failed')
    return { moving, state: () => sent.mutation.value.state, end: () => scope.stop() }
  }

  it('resets a conflict when its cause changes', async () => {
    const { moving, state, end } = await refused('conflict')
    moving.value = null
    await nextTick()
    expect(state()).toBe('idle')
    end()
  })

  it('resets a conflict after some seconds, and no other refusal', async () => {
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
