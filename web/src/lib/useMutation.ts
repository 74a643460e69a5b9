import { reactive, toRef, type Ref } from 'vue'
import type { Refusal } from './client'
import { asRefusal } from './useRequest'

/** Something a person asked to be done: idle, loading, done or failed with the reason. */
export type Send = { state: 'idle' } | { state: 'loading' } | { state: 'done' } | { state: 'failed'; refusal: Refusal }

export interface UseSend<A extends unknown[], T> {
  send: Ref<Send>
  run: (...args: A) => Promise<T | undefined>
  /** What was said of the last one is no longer true. */
  forget: () => void
}

/** Runs one at a time: a second tap while the first is under way does nothing. */
export function useSend<A extends unknown[], T>(work: (...args: A) => Promise<T>): UseSend<A, T> {
  const holder = reactive({ send: { state: 'idle' } }) as { send: Send }

  async function run(...args: A): Promise<T | undefined> {
    if (holder.send.state === 'loading') return undefined
    holder.send = { state: 'loading' }
    try {
      const value = await work(...args)
      holder.send = { state: 'done' }
      return value
    } catch (error) {
      holder.send = { state: 'failed', refusal: asRefusal(error) }
      return undefined
    }
  }

  function forget(): void {
    if (holder.send.state !== 'loading') holder.send = { state: 'idle' }
  }

  return { forget, send: toRef(holder, 'send') as Ref<Send>, run }
}
