import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/channels',
    component: () => import('./pages/ChannelsPage.vue'),
    meta: {
      title: 'notifications.tabs.channels',
      uses: ['places'],
      tab: {
        icon: 'channel', label: 'notifications.tabs.channels', order: 90, visible: ({ hasPlaceRole, may }) => hasPlaceRole && may.invite
      }
    }
  }
] satisfies RouteRecordRaw[]
