import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocationRaw, type RouteRecordRaw } from 'vue-router'
import { Refusal } from '@/lib/client'
import Home from '@/features/greenhouses/pages/HomePage.vue'
import { pathAfter } from '@/lib/redirectPath'
import { recogniseMe, useMe } from '@/features/session/session'

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
  { path: '/sign-in', component: () => import('@/features/session/pages/SignInPage.vue'), meta: { open: true, title: 'signIn.title' } },
  {
    path: '/invitation/:code',
    component: () => import('@/features/session/pages/InvitationPage.vue'),
    meta: { open: true, title: 'invitation.title' }
  },
  { path: '/greenhouses', component: () => import('@/features/greenhouses/pages/LastGreenhousePage.vue'), meta: { title: 'tabs.greenhouse' } },
  { path: '/greenhouses/:id(\\d+)', component: () => import('@/features/greenhouses/pages/GreenhousePage.vue'), meta: { title: 'tabs.greenhouse' } },
  { path: '/village', component: () => import('@/features/greenhouses/pages/VillagePage.vue'), meta: { title: 'tabs.village' } },
  { path: '/alarms', component: () => import('@/features/alarms/pages/AlarmsPage.vue'), meta: { title: 'tabs.alarms' } },
  { path: '/alarms/:id(\\d+)', component: () => import('@/features/alarms/pages/AlarmPage.vue'), meta: { title: 'tabs.alarms' } },
  { path: '/devices', component: () => import('@/features/devices/pages/DevicesPage.vue'), meta: { title: 'tabs.devices' } },
  { path: '/devices/new', component: () => import('@/features/devices/pages/NewDevicePage.vue'), meta: { title: 'device.add' } },
  { path: '/devices/:id(\\d+)', component: () => import('@/features/devices/pages/DevicePage.vue'), meta: { title: 'tabs.devices' } },
  { path: '/people', component: () => import('@/features/people/pages/PeoplePage.vue'), meta: { title: 'tabs.people' } },
  { path: '/households', component: () => import('@/features/households/pages/HouseholdsPage.vue'), meta: { title: 'tabs.households' } },
  { path: '/places', component: () => import('@/features/places/pages/PlacesPage.vue'), meta: { title: 'tabs.places' } },
  { path: '/channels', component: () => import('@/features/notifications/pages/ChannelsPage.vue'), meta: { title: 'tabs.channels' } },
  { path: '/me', component: () => import('@/features/account/pages/AccountPage.vue'), meta: { title: 'tabs.me' } },
  { path: '/:rest(.*)*', component: () => import('@/app/pages/NotFoundPage.vue'), meta: { title: 'nowhere.title' } }
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
