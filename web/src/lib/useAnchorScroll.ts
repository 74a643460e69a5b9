import { onUnmounted, watch, type WatchSource } from 'vue'
import { useRoute } from 'vue-router'

const patience = 4000

/** Leads to the part of a page that its address names, and stays there while the parts above still come. */
export function useLanding(arrived: WatchSource): void {
  const route = useRoute()
  let timer: ReturnType<typeof setTimeout> | undefined
  let watcher: ResizeObserver | null = null

  function leave(): void {
    clearTimeout(timer)
    watcher?.disconnect()
    removeEventListener('wheel', leave)
    removeEventListener('touchstart', leave)
  }
  function land(): void {
    leave()
    const part = route.hash ? document.getElementById(route.hash.slice(1)) : null
    const page = document.getElementById('main')
    if (!part || !page) return
    watcher = new ResizeObserver(() => part.scrollIntoView())
    watcher.observe(page)
    timer = setTimeout(leave, patience)
    addEventListener('wheel', leave, { passive: true })
    addEventListener('touchstart', leave, { passive: true })
  }

  watch([arrived, () => route.hash], land, { flush: 'post' })
  onUnmounted(leave)
}
