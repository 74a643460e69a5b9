import { createApp } from 'vue'
import App from './App.vue'
import './look/tokens.css'
import './look/van.css'
import './look/base.css'
import './look/forms.css'
import './look/print.css'
import { router } from './routes'
import { unlockSound } from './state/useBell'
import { readAgain } from './state/useLive'
import { restoreLook } from './state/useMe'
import { firstLanguage, i18n, useLanguage } from './words/i18n'

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
