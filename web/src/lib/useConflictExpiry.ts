import { onScopeDispose, watch, type WatchSource } from 'vue'
import type { UseSend } from './useMutation'

/** Long enough to be read twice. */
const readable = 10_000

/** A "not now" is true for a moment: it goes when what it speaks of changes, and after some seconds in any case. */
export function usePassing<A extends unknown[], T>(sent: Pick<UseSend<A, T>, 'send' | 'forget'>, changes: WatchSource): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const passes = () => sent.send.value.state === 'failed' && sent.send.value.refusal.code === 'conflict'
  watch(changes, () => passes() && sent.forget())
  watch(sent.send, () => {
    clearTimeout(timer)
    if (passes()) timer = setTimeout(sent.forget, readable)
  })
  onScopeDispose(() => clearTimeout(timer))
}
