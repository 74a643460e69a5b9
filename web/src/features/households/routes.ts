import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/households',
    component: () => import('./pages/HouseholdsPage.vue'),
    meta: {
      title: 'households.tabs.all',
      uses: ['places'],
      tab: { icon: 'household', label: ({ hasPlaceRole }) => (hasPlaceRole ? 'households.tabs.all' : 'households.tabs.mine'), order: 60 }
    }
  }
] satisfies RouteRecordRaw[]
