import { onUnmounted } from 'vue'

/** Runs the work once, a moment after the first of many wishes for it. */
export function soon(work: () => void, wait: () => number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      work()
    }, wait())
  }
  return { ask, drop: () => clearTimeout(timer) }
}

export function useSoon(work: () => void, wait: () => number): () => void {
  const { ask, drop } = soon(work, wait)
  onUnmounted(drop)
  return ask
}
