import { ref } from 'vue'
import { useAccess } from '@/lib/access'
import { onLive } from '@/lib/live/useLive'
import type { Alarm } from '@/lib/types'
import { trackNotices } from './noticeTracker'
import { isRecovering } from './shownStatus'

/** How an alarm alerts the person on this device: a sound, a browser notification, and a banner over the page. */
export type Permission = 'unsupported' | 'default' | 'granted' | 'denied'

/** The alarm of the banner. */
const activeAlert = ref<Alarm | null>(null)
const permission = ref<Permission>(currentPermission())
const storageKey = 'muted'
const muted = ref(localStorage.getItem(storageKey) === '1')
const vibrationMs = [400, 200, 400, 200, 400]
let audio: AudioContext | null = null

function currentPermission(): Permission {
  return 'Notification' in window && window.isSecureContext ? Notification.permission : 'unsupported'
}

/** Browsers allow sound only after a user gesture on the page. */
export function unlockAudio(): void {
  const unlock = () => {
    audio ??= new AudioContext()
    void audio.resume()
  }
  window.addEventListener('pointerdown', unlock, { once: true })
  window.addEventListener('keydown', unlock, { once: true })
}

function beep(context: AudioContext, start: number, frequencyHz: number): void {
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.type = 'triangle'
  tone.frequency.value = frequencyHz
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.5, start + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.42)
  tone.connect(volume).connect(context.destination)
  tone.start(start)
  tone.stop(start + 0.45)
}

function playSound(): void {
  if (muted.value) return
  navigator.vibrate?.(vibrationMs)
  if (!audio) return
  void audio.resume()
  const start = audio.currentTime + 0.05
  for (let round = 0; round < 3; round++) {
    beep(audio, start + round * 1.1, 880)
    beep(audio, start + round * 1.1 + 0.28, 660)
  }
}

interface AlertText { title: string; body: string }

/** One notification per alarm; a later notice of the same alarm replaces it and alerts again. */
async function showNotification(alarm: Alarm, { title, body }: AlertText): Promise<void> {
  if (permission.value !== 'granted') return
  const options = {
    body, tag: `alarm-${alarm.id}`, renotify: true, silent: muted.value, icon: '/icon-192.png', data: { path: `/alarms/${alarm.id}` }
  }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker) await worker.showNotification(title, options)
  else new Notification(title, options)
}

const notices = trackNotices()

/** The banner keeps a danger until another danger comes. */
function showBanner(alarm: Alarm): void {
  if (activeAlert.value?.severity !== 'danger' || alarm.severity === 'danger') activeAlert.value = alarm
}

/** Updates the banner, or removes it when its alarm no longer needs attention. */
function updateBanner(alarm: Alarm): void {
  if (activeAlert.value?.id !== alarm.id) return
  activeAlert.value = alarm.state === 'raised' && alarm.severity !== 'watch' && !isRecovering(alarm) ? alarm : null
}

/** `textOf` gives the title and the sentence of an alarm's notification. */
export function startAlarmAlerts(textOf: (alarm: Alarm) => AlertText) {
  const { me } = useAccess()
  const isNew = (alarm: Alarm) => notices.isNew(alarm, me.value?.person.id ?? null)
  const alert = (alarm: Alarm) => {
    showBanner(alarm)
    void showNotification(alarm, textOf(alarm))
  }
  onLive('alarm', (alarm) => {
    updateBanner(alarm)
    if (!isNew(alarm)) return
    alert(alarm)
    playSound()
  })
  return {
    reset: () => {
      activeAlert.value = null
      notices.reset()
    },
    start: (alarms: Alarm[]) => alarms.forEach(isNew),
    /** After a gap of the live stream: new dangers alert then, the others wait for their next notice. */
    resync: (alarms: Alarm[]) => {
      const current = alarms.find((one) => one.id === activeAlert.value?.id)
      if (current) updateBanner(current)
      else activeAlert.value = null
      const dangers = alarms.filter(isNew).filter((alarm) => alarm.severity === 'danger')
      dangers.forEach(alert)
      if (dangers.length > 0) playSound()
    }
  }
}

export function useAlarmAlerts() {
  return {
    activeAlert,
    permission,
    muted,
    /** Only if the banner still shows this alarm. */
    dismiss: (id: number) => {
      if (activeAlert.value?.id === id) activeAlert.value = null
    },
    requestPermission: async () => {
      permission.value = await Notification.requestPermission()
    },
    setMuted: (value: boolean) => {
      muted.value = value
      localStorage.setItem(storageKey, value ? '1' : '')
    },
    playSound
  }
}
