import { reactive, toRef, type Ref } from 'vue'
import { Refusal, type Answer } from '@/api/client'

/** Every request is in one of four states, and a page shows each of them. `value` is the last one seen. */
export type Request<T> =
  | { state: 'idle'; value: null; storedAt: null }
  | { state: 'loading'; value: T | null; storedAt: string | null }
  | { state: 'done'; value: T; storedAt: string | null }
  | { state: 'failed'; value: T | null; storedAt: string | null; refusal: Refusal }

export interface UseRequest<T> {
  request: Ref<Request<T>>
  load: () => Promise<void>
}

export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('internal', '')
}

/** Two answers as one; a stored one if either is. */
export function bothOf<A, B>([a, b]: [Answer<A>, Answer<B>]): Answer<[A, B]> {
  return { value: [a.value, b.value], storedAt: a.storedAt ?? b.storedAt }
}

/** A question that can be asked again; an answer that comes after a later question is dropped. */
export function useRequest<T>(ask: () => Promise<Answer<T>>): UseRequest<T> {
  const holder = reactive({ request: { state: 'idle', value: null, storedAt: null } }) as { request: Request<T> }
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    holder.request = { state: 'loading', value: holder.request.value, storedAt: holder.request.storedAt }
    try {
      const answer = await ask()
      if (mine === asked) holder.request = { state: 'done', value: answer.value, storedAt: answer.storedAt }
    } catch (error) {
      if (mine !== asked) return
      const { value, storedAt } = holder.request
      holder.request = { state: 'failed', value, storedAt, refusal: asRefusal(error) }
    }
  }

  return { request: toRef(holder, 'request') as Ref<Request<T>>, load }
}
