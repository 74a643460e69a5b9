import { ref } from 'vue'
import type { Alarm } from '@/api/types'
import { onLive } from './useLive'

/** The sound of a danger, a browser notification, and the banner over the page. */
export type Permission = 'unsupported' | 'default' | 'granted' | 'denied'

const ringing = ref<Alarm | null>(null)
const permission = ref<Permission>(currentPermission())
const quiet = ref(localStorage.getItem('quiet') === '1')
let audio: AudioContext | null = null

function currentPermission(): Permission {
  return 'Notification' in window && window.isSecureContext ? Notification.permission : 'unsupported'
}

/** Browsers let a page sound only after the person has touched it. */
export function unlockSound(): void {
  const unlock = () => {
    audio ??= new AudioContext()
    void audio.resume()
  }
  window.addEventListener('pointerdown', unlock, { once: true })
  window.addEventListener('keydown', unlock, { once: true })
}

function beep(context: AudioContext, start: number, pitch: number): void {
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.type = 'triangle'
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.5, start + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.42)
  tone.connect(volume).connect(context.destination)
  tone.start(start)
  tone.stop(start + 0.45)
}

export function ring(): void {
  if (!audio || quiet.value) return
  const start = audio.currentTime + 0.05
  for (let round = 0; round < 3; round++) {
    beep(audio, start + round * 1.1, 880)
    beep(audio, start + round * 1.1 + 0.28, 660)
  }
}

async function notify(alarm: Alarm, title: string, body: string): Promise<void> {
  if (permission.value !== 'granted') return
  const options = { body, tag: `alarm-${alarm.id}`, icon: '/icon-192.png', data: { path: `/alarms/${alarm.id}` } }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker) await worker.showNotification(title, options)
  else new Notification(title, options)
}

const rung = new Set<number>()

/** `words` turns an alarm into its title and its sentence. */
export function followBell(words: (alarm: Alarm) => { title: string; body: string }): void {
  onLive('alarm', (alarm) => {
    if (alarm.state !== 'raised') {
      if (ringing.value?.id === alarm.id) ringing.value = null
      return
    }
    if (alarm.severity !== 'danger' || rung.has(alarm.id)) return
    rung.add(alarm.id)
    ringing.value = alarm
    ring()
    const { title, body } = words(alarm)
    void notify(alarm, title, body)
  })
}

export function useBell() {
  return {
    ringing,
    permission,
    quiet,
    hush: () => (ringing.value = null),
    ask: async () => {
      permission.value = await Notification.requestPermission()
    },
    setQuiet: (value: boolean) => {
      quiet.value = value
      localStorage.setItem('quiet', value ? '1' : '')
    },
    tryOut: ring
  }
}
