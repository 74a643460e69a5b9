import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocationRaw, type RouteRecordRaw } from 'vue-router'
import { Refusal } from './api/client'
import Home from './pages/Home.vue'
import { pathAfter } from './state/pathAfter'
import { recogniseMe, useMe } from './state/useMe'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reached without an account. */
    open?: boolean
    /** The key of the page's title. */
    title: string
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: Home, meta: { title: 'tabs.home' } },
  { path: '/sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true, title: 'signIn.title' } },
  {
    path: '/invitation/:code',
    component: () => import('./pages/Invitation.vue'),
    meta: { open: true, title: 'invitation.title' }
  },
  { path: '/greenhouses', component: () => import('./pages/LastGreenhouse.vue'), meta: { title: 'tabs.greenhouse' } },
  { path: '/greenhouses/:id(\\d+)', component: () => import('./pages/Greenhouse.vue'), meta: { title: 'tabs.greenhouse' } },
  { path: '/village', component: () => import('./pages/Village.vue'), meta: { title: 'tabs.village' } },
  { path: '/alarms', component: () => import('./pages/Alarms.vue'), meta: { title: 'tabs.alarms' } },
  { path: '/alarms/:id(\\d+)', component: () => import('./pages/AlarmDetail.vue'), meta: { title: 'tabs.alarms' } },
  { path: '/devices', component: () => import('./pages/Devices.vue'), meta: { title: 'tabs.devices' } },
  { path: '/devices/new', component: () => import('./pages/NewDevice.vue'), meta: { title: 'device.add' } },
  { path: '/devices/:id(\\d+)', component: () => import('./pages/DeviceDetail.vue'), meta: { title: 'tabs.devices' } },
  { path: '/people', component: () => import('./pages/People.vue'), meta: { title: 'tabs.people' } },
  { path: '/households', component: () => import('./pages/Households.vue'), meta: { title: 'tabs.households' } },
  { path: '/places', component: () => import('./pages/Places.vue'), meta: { title: 'tabs.places' } },
  { path: '/channels', component: () => import('./pages/Channels.vue'), meta: { title: 'tabs.channels' } },
  { path: '/me', component: () => import('./pages/MyPage.vue'), meta: { title: 'tabs.me' } },
  { path: '/:rest(.*)*', component: () => import('./pages/Nowhere.vue'), meta: { title: 'nowhere.title' } }
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 }
})

router.beforeEach(async (to): Promise<boolean | RouteLocationRaw> => {
  if (to.meta.open && to.path !== '/sign-in') return true
  try {
    const me = await recogniseMe()
    if (to.meta.open) return me ? pathAfter(to.query.after) : true
    if (!me) return { path: '/sign-in', query: to.path === '/' ? {} : { after: to.fullPath } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return true
  }
  const { overseer, grower } = useMe()
  return to.path === '/' && overseer.value && !grower.value ? '/village' : true
})

/** Who does not see the page change hears it: its question is what the focus goes to. */
router.afterEach(async (to, from, failure) => {
  if (failure || from.matched.length === 0 || to.path === from.path) return
  await nextTick()
  const place = document.querySelector<HTMLElement>('main h1') ?? document.getElementById('main')
  place?.setAttribute('tabindex', '-1')
  place?.focus({ preventScroll: true })
})
