import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/weathervanes', component: () => import('./pages/WeathervanesPage.vue'), meta: { title: 'weathervane.title' } }
] satisfies RouteRecordRaw[]
