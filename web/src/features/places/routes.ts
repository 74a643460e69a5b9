import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/places',
    component: () => import('./pages/PlacesPage.vue'),
    meta: {
      title: 'places.tabs.places',
      tab: { icon: 'place', label: 'places.tabs.places', order: 80, visible: ({ hasPlaceRole }) => hasPlaceRole }
    }
  }
] satisfies RouteRecordRaw[]
