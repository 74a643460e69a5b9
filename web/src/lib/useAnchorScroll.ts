import { onUnmounted, watch, type WatchSource } from 'vue'
import { useRoute } from 'vue-router'

const holdMs = 4000

/** Scrolls to the element of the address's hash, and again while content above it still loads, until the person scrolls. */
export function useAnchorScroll(contentLoaded: WatchSource): void {
  const route = useRoute()
  let timer: ReturnType<typeof setTimeout> | undefined
  let observer: ResizeObserver | null = null

  function stop(): void {
    clearTimeout(timer)
    observer?.disconnect()
    removeEventListener('wheel', stop)
    removeEventListener('touchstart', stop)
  }
  function start(): void {
    stop()
    const target = route.hash ? document.getElementById(route.hash.slice(1)) : null
    const page = document.getElementById('main')
    if (!target || !page) return
    observer = new ResizeObserver(() => target.scrollIntoView())
    observer.observe(page)
    timer = setTimeout(stop, holdMs)
    addEventListener('wheel', stop, { passive: true })
    addEventListener('touchstart', stop, { passive: true })
  }

  watch([contentLoaded, () => route.hash], start, { flush: 'post' })
  onUnmounted(stop)
}
