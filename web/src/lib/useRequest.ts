import { getCurrentScope, onScopeDispose, reactive, toRef, type Ref } from 'vue'
import { Refusal, type Answer } from './client'

/** Every request is in one of four states, and a page shows each of them. `value` is the last one seen. */
export type Request<T> =
  | { state: 'idle'; value: null; storedAt: null }
  | { state: 'loading'; value: T | null; storedAt: string | null }
  | { state: 'done'; value: T; storedAt: string | null }
  | { state: 'failed'; value: T | null; storedAt: string | null; refusal: Refusal }

export interface UseRequest<T> {
  request: Ref<Request<T>>
  load: () => Promise<void>
  /** What happened meanwhile. An answer that is still on its way may not know of it, and is told as well. */
  change: (to: (value: T) => void) => void
  /** After a gap of the live stream, or where it `begins`: what is on its way then is new enough. */
  catchUp: (begins: boolean) => void
  forget: () => void
}

export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('internal', '')
}

/** Two answers as one; a stored one if either is. */
export function bothOf<A, B>([a, b]: [Answer<A>, Answer<B>]): Answer<[A, B]> {
  return { value: [a.value, b.value], storedAt: a.storedAt ?? b.storedAt }
}

/** So long a stored answer stands before the server is asked for a fresh one. */
const storedStands = 20_000

/**
 * A question that can be asked again; an answer that comes after a later question is dropped. `about` says what is asked
 * for: of something else nothing of the last answer stays.
 */
export function useRequest<T>(ask: () => Promise<Answer<T>>, about: () => unknown = () => null): UseRequest<T> {
  const idle: Request<T> = { state: 'idle', value: null, storedAt: null }
  const holder = reactive({ request: idle }) as { request: Request<T> }
  let asked = 0
  let subject = about()
  let changes: ((value: T) => void)[] = []
  let again: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    if (subject !== about()) forget()
    subject = about()
    clearTimeout(again)
    const mine = ++asked
    if (holder.request.state !== 'loading') changes = []
    holder.request = { state: 'loading', value: holder.request.value, storedAt: holder.request.storedAt }
    try {
      const { value, storedAt } = await ask()
      if (mine !== asked) return
      changes.forEach((change) => change(value))
      holder.request = { state: 'done', value, storedAt }
      if (storedAt !== null) again = setTimeout(load, storedStands)
    } catch (error) {
      if (mine !== asked) return
      const { value, storedAt } = holder.request
      holder.request = { state: 'failed', value, storedAt, refusal: asRefusal(error) }
    }
  }

  function change(to: (value: T) => void): void {
    const { state, value } = holder.request
    if (value !== null) to(value as T)
    if (state === 'loading') changes.push(to)
  }

  function forget(): void {
    asked++
    clearTimeout(again)
    holder.request = { state: 'idle', value: null, storedAt: null }
  }

  function catchUp(begins: boolean): void {
    const { state } = holder.request
    if (!begins || state === 'done' || state === 'failed') void load()
  }

  if (getCurrentScope()) onScopeDispose(forget)
  return { request: toRef(holder, 'request') as Ref<Request<T>>, load, change, catchUp, forget }
}
