import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/devices',
    component: () => import('./pages/DevicesPage.vue'),
    meta: {
      title: 'devices.tabs.devices',
      uses: ['places'],
      tab: {
        icon: 'device', label: 'devices.tabs.devices', order: 50,
        bottom: ({ hasPlaceRole, hasHouseholdRole }) => hasPlaceRole && !hasHouseholdRole
      }
    }
  },
  { path: '/devices/new', component: () => import('./pages/NewDevicePage.vue'), meta: { title: 'devices.add', uses: ['places'] } },
  { path: '/devices/:id(\\d+)', component: () => import('./pages/DevicePage.vue'), meta: { title: 'devices.tabs.devices' } }
] satisfies RouteRecordRaw[]
