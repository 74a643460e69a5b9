import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { open: true, title: 'session.signIn.title' } },
  { path: '/invitation/:code', component: () => import('./pages/InvitationPage.vue'), meta: { open: true, title: 'session.invitation.title' } }
] satisfies RouteRecordRaw[]
