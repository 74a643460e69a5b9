import { computed, onUnmounted, ref } from 'vue'
import type { Refusal, RefusalCode } from '@/lib/client'
import { getImport } from './api'
import type { Import } from '@/lib/types'
import { asRefusal } from '@/lib/useRequest'

const every = 800
/** Asking again brings the same answer. */
const final: RefusalCode[] = ['not_found', 'forbidden', 'unauthenticated']

/** The server imports whether anybody looks or not: it is followed while the page stands, and found again by who comes back. */
export function useImport(device: number, onEnd: () => void) {
  const kept = `import-${device}`
  const report = ref<Import | null>(null)
  /** Why it is not known how far it is. */
  const unseen = ref<Refusal | null>(null)
  const running = computed(() => report.value?.state === 'running')
  let followed = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function leave(): void {
    followed = 0
    clearTimeout(timer)
  }

  function end(): void {
    leave()
    sessionStorage.removeItem(kept)
  }

  function follow(id: number): void {
    leave()
    followed = id
    report.value = unseen.value = null
    sessionStorage.setItem(kept, String(id))
    void look(id)
  }

  async function look(id: number): Promise<void> {
    const answer = await getImport(id).catch(asRefusal)
    if (id !== followed) return
    if ('value' in answer) {
      report.value = answer.value
      unseen.value = null
      if (!running.value) {
        end()
        return onEnd()
      }
    } else {
      if (final.includes(answer.code)) end()
      if (followed !== 0 || report.value !== null) unseen.value = answer
    }
    if (followed === id) timer = setTimeout(() => void look(id), every)
  }

  const before = Number(sessionStorage.getItem(kept))
  if (before > 0) follow(before)
  onUnmounted(leave)
  return { report, unseen, running, follow }
}
