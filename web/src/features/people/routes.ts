import type { RouteRecordRaw } from 'vue-router'

export default [
  {
    path: '/people',
    component: () => import('./pages/PeoplePage.vue'),
    meta: {
      title: 'people.tabs.people',
      uses: ['places', 'session'],
      tab: { icon: 'people', label: 'people.tabs.people', order: 70, visible: ({ may }) => may.seePeople || may.invite }
    }
  }
] satisfies RouteRecordRaw[]
