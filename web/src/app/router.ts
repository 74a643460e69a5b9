import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocationRaw, type RouteRecordRaw } from 'vue-router'
import { identify } from '@/features/session/session'
import { useAccess } from '@/lib/access'
import { Refusal } from '@/lib/client'
import { requireMessages } from '@/lib/i18n'
import { redirectPath } from '@/lib/redirectPath'
import { withMessages } from './withMessages'

const files = import.meta.glob<RouteRecordRaw[]>('../features/*/routes.ts', { eager: true, import: 'default' })
const notFound: RouteRecordRaw = {
  path: '/:rest(.*)*', component: () => import('./pages/NotFoundPage.vue'), meta: { title: 'shell.notFound.title' }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [...withMessages(files, requireMessages), notFound],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 }
})

router.beforeEach(async (to): Promise<boolean | RouteLocationRaw> => {
  if (to.meta.open && to.path !== '/sign-in') return true
  try {
    const me = await identify()
    if (to.meta.open) return me ? redirectPath(to.query.after) : true
    if (!me) return { path: '/sign-in', query: to.path === '/' ? {} : { after: to.fullPath } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return true
  }
  const { hasPlaceRole, hasHouseholdRole } = useAccess()
  return to.path === '/' && hasPlaceRole.value && !hasHouseholdRole.value ? '/village' : true
})

/** Moves the focus to the heading of the new page, so that a screen reader announces it. */
router.afterEach(async (to, from, failure) => {
  if (failure || from.matched.length === 0 || to.path === from.path) return
  await nextTick()
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.getElementById('main')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus({ preventScroll: true })
})
