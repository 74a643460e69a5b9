import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/alarms',
    component: () => import('./pages/AlarmsPage.vue'),
    meta: { title: 'alarms.tabs.alarms', tab: { icon: 'alarm', label: 'alarms.tabs.alarms', order: 40, bottom: () => true } }
  },
  {
    path: '/alarms/:id(\\d+)',
    component: () => import('./pages/AlarmPage.vue'),
    meta: { title: 'alarms.tabs.alarms', uses: ['notifications'] }
  }
] satisfies RouteRecordRaw[]
