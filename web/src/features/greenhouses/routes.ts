import type { RouteRecordRaw } from 'vue-router'
import HomePage from './pages/HomePage.vue'

/** The home page is part of the first load, the others are lazy. */
export default [
  {
    path: '/',
    component: HomePage,
    meta: {
      title: 'greenhouses.tabs.home',
      tab: {
        icon: 'home', label: 'greenhouses.tabs.home', order: 10,
        visible: ({ hasPlaceRole, hasHouseholdRole }) => !hasPlaceRole || hasHouseholdRole,
        bottom: ({ hasPlaceRole, hasHouseholdRole }) => !hasPlaceRole || hasHouseholdRole
      }
    }
  },
  {
    path: '/greenhouses',
    component: () => import('./pages/LastGreenhousePage.vue'),
    meta: {
      title: 'greenhouses.tabs.greenhouse',
      tab: {
        icon: 'greenhouse', label: 'greenhouses.tabs.greenhouse', order: 20,
        visible: ({ hasPlaceRole }) => !hasPlaceRole, bottom: ({ hasPlaceRole }) => !hasPlaceRole
      }
    }
  },
  {
    path: '/greenhouses/:id(\\d+)',
    component: () => import('./pages/GreenhousePage.vue'),
    meta: { title: 'greenhouses.tabs.greenhouse', uses: ['series'] }
  },
  {
    path: '/village',
    component: () => import('./pages/VillagePage.vue'),
    meta: {
      title: 'greenhouses.tabs.village',
      uses: ['places'],
      tab: {
        icon: 'village', label: 'greenhouses.tabs.village', order: 30,
        visible: ({ hasPlaceRole }) => hasPlaceRole, bottom: ({ hasPlaceRole }) => hasPlaceRole
      }
    }
  }
] satisfies RouteRecordRaw[]
