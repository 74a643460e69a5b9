import { ref } from 'vue'
import type { Router } from 'vue-router'
import { tell } from './useTell'

/** From one page to the next: over a slow line a page takes a while to come, over none it does not come at all. */
const going = ref(false)
const lost = ref(false)
const patience = 150
let timer: ReturnType<typeof setTimeout> | undefined

function arrived(): void {
  clearTimeout(timer)
  going.value = false
}

/** `sorry` says why a page did not come. */
export function followWay(router: Router, sorry: () => string): void {
  router.beforeEach(() => {
    clearTimeout(timer)
    timer = setTimeout(() => (going.value = true), patience)
  })
  router.afterEach(arrived)
  router.onError(() => {
    arrived()
    if (router.currentRoute.value.matched.length === 0) lost.value = true
    else tell(sorry(), true)
  })
}

export const useWay = () => ({ going, lost })
