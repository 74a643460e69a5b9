import { ref } from 'vue'
import type { Router } from 'vue-router'
import { openNewPage } from '@/lib/newPage'
import { showToast } from '@/lib/useToast'

/** A page is slow to load. */
const isLoading = ref(false)
/** The first page could not be loaded. */
const failed = ref(false)
const progressDelayMs = 150
let timer: ReturnType<typeof setTimeout> | undefined

function finish(): void {
  clearTimeout(timer)
  isLoading.value = false
}

/** `failureText` gives the message for a page that could not be loaded. */
export function trackNavigation(router: Router, failureText: () => string): void {
  router.beforeEach(() => {
    clearTimeout(timer)
    timer = setTimeout(() => (isLoading.value = true), progressDelayMs)
  })
  router.afterEach(finish)
  router.onError(async (_error, to) => {
    if (await openNewPage(to.fullPath)) return
    finish()
    if (router.currentRoute.value.matched.length === 0) failed.value = true
    else showToast(failureText(), true)
  })
}

export const useNavigation = () => ({ isLoading, failed })
