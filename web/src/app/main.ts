import { createApp } from 'vue'
import App from './App.vue'
import '@/app/styles/tokens.css'
import '@/app/styles/van.css'
import '@/app/styles/base.css'
import '@/app/styles/forms.css'
import '@/app/styles/print.css'
import { router } from './router'
import { unlockSound } from '@/features/alarms/useAlarmAlerts'
import { readAgain } from '@/lib/live/useLive'
import { restoreLook } from '@/features/session/session'
import { firstLanguage, i18n, useLanguage } from '@/lib/i18n'

restoreLook()
unlockSound()

async function start(): Promise<void> {
  await useLanguage(firstLanguage())
  createApp(App).use(i18n).use(router).mount('#app')
}

/** Without its words it cannot say so itself: the page does. */
const offerReload = () => document.querySelector('.opening')?.classList.add('failed')

void start().catch(offerReload)

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Until the first worker is there it has seen nothing that it could keep.
  if (!navigator.serviceWorker.controller) navigator.serviceWorker.addEventListener('controllerchange', readAgain, { once: true })
  void navigator.serviceWorker.register('/sw.js').catch(() => undefined)
}
