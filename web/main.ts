import { createApp } from 'vue'
import App from './App.vue'
import './look/tokens.css'
import './look/van.css'
import './look/base.css'
import './look/forms.css'
import './look/print.css'
import { router } from './routes'
import { unlockSound } from './state/useBell'
import { restoreLook } from './state/useMe'
import { firstLanguage, i18n, useLanguage } from './words/i18n'

restoreLook()
unlockSound()

async function start(): Promise<void> {
  await useLanguage(firstLanguage())
  createApp(App).use(i18n).use(router).mount('#app')
}

void start()
if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/sw.js')
