import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/me',
    component: () => import('./pages/AccountPage.vue'),
    meta: {
      title: 'account.tabs.me', uses: ['session'], tab: { icon: 'me', label: 'account.tabs.me', order: 100, bottom: () => true }
    }
  }
] satisfies RouteRecordRaw[]
