import { createApp } from 'vue'
import { unlockAudio } from '@/features/alarms/useAlarmAlerts'
import { onUnavailable } from '@/lib/client'
import { restoreElderMode } from '@/lib/elderMode'
import { i18n, initialLanguage, setLanguage, setMessageLoader } from '@/lib/i18n'
import { refetchAll } from '@/lib/live/useLive'
import { awaitRecovery } from '@/lib/recovery'
import App from './App.vue'
import { loadMessages } from './messages'
import { router } from './router'
import './styles/tokens.css'
import './styles/base.css'
import './styles/forms.css'
import './styles/print.css'

restoreElderMode()
unlockAudio()
setMessageLoader(loadMessages)
onUnavailable(() => void awaitRecovery())

async function start(): Promise<void> {
  const language = initialLanguage()
  await setLanguage(language).catch((error: unknown) => {
    if (language === 'zh') throw error
    return setLanguage('zh')
  })
  createApp(App).use(i18n).use(router).mount('#app')
}

/** Without messages the app cannot report the failure: index.html does. */
const offerReload = () => document.querySelector('.opening')?.classList.add('failed')

void start().catch(offerReload)

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // The first worker has seen no answers yet: fetch them again so that it stores them.
  if (!navigator.serviceWorker.controller) navigator.serviceWorker.addEventListener('controllerchange', refetchAll, { once: true })
  void navigator.serviceWorker.register('/sw.js').catch(() => undefined)
}
