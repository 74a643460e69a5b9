import { computed, onUnmounted, ref } from 'vue'
import type { Refusal, RefusalCode } from '@/lib/client'
import type { Import } from '@/lib/types'
import { toRefusal } from '@/lib/useRequest'
import { getImport } from './api'

const pollMs = 800
/** A retry would get the same answer. */
const permanent: RefusalCode[] = ['not_found', 'forbidden', 'unauthenticated']

/** Polls an import, which runs on the server; a page that is opened again resumes polling within the browser session. */
export function useImport(device: number, onEnd: () => void) {
  const storageKey = `import-${device}`
  const report = ref<Import | null>(null)
  /** Why the last poll failed; null if it did not. */
  const pollFailure = ref<Refusal | null>(null)
  const running = computed(() => report.value?.state === 'running')
  let polled = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    polled = 0
    clearTimeout(timer)
  }

  function end(): void {
    stop()
    sessionStorage.removeItem(storageKey)
  }

  function start(id: number): void {
    stop()
    polled = id
    report.value = pollFailure.value = null
    sessionStorage.setItem(storageKey, String(id))
    void poll(id)
  }

  async function poll(id: number): Promise<void> {
    const answer = await getImport(id).catch(toRefusal)
    if (id !== polled) return
    if ('value' in answer) {
      report.value = answer.value
      pollFailure.value = null
      if (!running.value) {
        end()
        return onEnd()
      }
    } else {
      if (permanent.includes(answer.code)) end()
      if (polled !== 0 || report.value !== null) pollFailure.value = answer
    }
    if (polled === id) timer = setTimeout(() => void poll(id), pollMs)
  }

  const stored = Number(sessionStorage.getItem(storageKey))
  if (stored > 0) start(stored)
  onUnmounted(stop)
  return { report, pollFailure, running, start }
}
