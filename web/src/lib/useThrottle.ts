import { onUnmounted } from 'vue'

/** Runs the work once for all calls within the wait after the first. */
export function throttle(work: () => void, waitMs: () => number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      work()
    }, waitMs())
  }
  return { call, cancel: () => clearTimeout(timer) }
}

/** A throttled function that is cancelled when the component is unmounted. */
export function useThrottle(work: () => void, waitMs: () => number): () => void {
  const { call, cancel } = throttle(work, waitMs)
  onUnmounted(cancel)
  return call
}
