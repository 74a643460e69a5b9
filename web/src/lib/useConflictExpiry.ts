import { onScopeDispose, watch, type WatchSource } from 'vue'
import type { Mutation } from './useMutation'

/** Long enough to be read twice. */
const shownMs = 10_000

/** Resets a mutation that was refused with a conflict when its cause changes, and after ten seconds in any case. */
export function useConflictExpiry<A extends unknown[], T>(
  { mutation, reset }: Pick<Mutation<A, T>, 'mutation' | 'reset'>, cause: WatchSource
): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const isConflict = () => mutation.value.state === 'failed' && mutation.value.refusal.code === 'conflict'
  watch(cause, () => isConflict() && reset())
  watch(mutation, () => {
    clearTimeout(timer)
    if (isConflict()) timer = setTimeout(reset, shownMs)
  })
  onScopeDispose(() => clearTimeout(timer))
}
