import { getCurrentScope, onScopeDispose, reactive, toRef, type Ref } from 'vue'
import type { Refusal } from './client'
import { onReconnect } from './live/useLive'
import { toRefusal } from './useRequest'

/** The state of a request that changes something. */
export type MutationState = { state: 'idle' } | { state: 'loading' } | { state: 'done' } | { state: 'failed'; refusal: Refusal }

export interface Mutation<A extends unknown[], T> {
  mutation: Ref<MutationState>
  run: (...args: A) => Promise<T | undefined>
  /** Back to idle, unless it is running. */
  reset: () => void
}

/**
 * Runs one at a time: a second call while the first is running does nothing. In a component, a failure for want of a
 * connection or of the server's database is forgotten when it is back.
 */
export function useMutation<A extends unknown[], T>(work: (...args: A) => Promise<T>): Mutation<A, T> {
  const holder = reactive({ mutation: { state: 'idle' } }) as { mutation: MutationState }

  async function run(...args: A): Promise<T | undefined> {
    if (holder.mutation.state === 'loading') return undefined
    holder.mutation = { state: 'loading' }
    try {
      const value = await work(...args)
      holder.mutation = { state: 'done' }
      return value
    } catch (error) {
      holder.mutation = { state: 'failed', refusal: toRefusal(error) }
      return undefined
    }
  }

  function reset(): void {
    if (holder.mutation.state !== 'loading') holder.mutation = { state: 'idle' }
  }

  if (getCurrentScope()) {
    onScopeDispose(onReconnect(() => {
      const { mutation } = holder
      if (mutation.state === 'failed' && ['unreachable', 'unavailable'].includes(mutation.refusal.code)) reset()
    }))
  }

  return { mutation: toRef(holder, 'mutation') as Ref<MutationState>, run, reset }
}
