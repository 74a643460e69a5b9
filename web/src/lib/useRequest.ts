import { getCurrentScope, onScopeDispose, reactive, toRef, type Ref } from 'vue'
import { Refusal, type Answer } from './client'

/** The four states of a request, each of which a page shows. `value` is the last answer. */
export type Request<T> =
  | { state: 'idle'; value: null; storedAt: null }
  | { state: 'loading'; value: T | null; storedAt: string | null }
  | { state: 'done'; value: T; storedAt: string | null }
  | { state: 'failed'; value: T | null; storedAt: string | null; refusal: Refusal }

/** False: the answer shown is of before, and says nothing about now. */
export const isCurrent = (request: Request<unknown>) => request.storedAt === null && request.state !== 'failed'

export interface UseRequest<T> {
  request: Ref<Request<T>>
  load: () => Promise<void>
  /** Applies a live update; an answer that is still on its way gets it too, since it may be older. */
  update: (change: (value: T) => void) => void
  /** Refetches after a gap of the live stream. On its first connection (`begins`) a request on its way is recent enough. */
  resync: (begins: boolean) => void
  reset: () => void
}

export function toRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('internal', '')
}

/** Two answers as one; stored if either is. */
export function combineAnswers<A, B>([a, b]: [Answer<A>, Answer<B>]): Answer<[A, B]> {
  return { value: [a.value, b.value], storedAt: a.storedAt ?? b.storedAt }
}

/** A stored answer is refetched after this time. */
const refetchStoredMs = 20_000

/**
 * A request that can be repeated; an answer that comes after a later request is dropped. `key` names what is requested:
 * when it changes, the previous answer is dropped before the new request.
 */
export function useRequest<T>(fetchAnswer: () => Promise<Answer<T>>, key: () => unknown = () => null): UseRequest<T> {
  const idle: Request<T> = { state: 'idle', value: null, storedAt: null }
  const holder = reactive({ request: idle }) as { request: Request<T> }
  let started = 0
  let currentKey = key()
  let pendingUpdates: ((value: T) => void)[] = []
  let refetch: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    if (currentKey !== key()) reset()
    currentKey = key()
    clearTimeout(refetch)
    const ticket = ++started
    if (holder.request.state !== 'loading') pendingUpdates = []
    holder.request = { state: 'loading', value: holder.request.value, storedAt: holder.request.storedAt }
    try {
      const { value, storedAt } = await fetchAnswer()
      if (ticket !== started) return
      pendingUpdates.forEach((change) => change(value))
      holder.request = { state: 'done', value, storedAt }
      if (storedAt !== null) refetch = setTimeout(load, refetchStoredMs)
    } catch (error) {
      if (ticket !== started) return
      const { value, storedAt } = holder.request
      holder.request = { state: 'failed', value, storedAt, refusal: toRefusal(error) }
    }
  }

  function update(change: (value: T) => void): void {
    const { state, value } = holder.request
    if (value !== null) change(value as T)
    if (state === 'loading') pendingUpdates.push(change)
  }

  function reset(): void {
    started++
    clearTimeout(refetch)
    holder.request = { state: 'idle', value: null, storedAt: null }
  }

  function resync(begins: boolean): void {
    const { state } = holder.request
    if (!begins || state === 'done' || state === 'failed') void load()
  }

  if (getCurrentScope()) onScopeDispose(reset)
  return { request: toRef(holder, 'request') as Ref<Request<T>>, load, update, resync, reset }
}
