import { ref } from 'vue'
import type { Alarm } from '@/lib/types'
import { heardNotices } from './noticeTracker'
import { onLive } from '@/lib/live/useLive'
import { isRecovering } from './shownState'
import { useMe } from '@/features/session/session'

/** The sound of an alarm, a browser notification, and the banner over the page. */
export type Permission = 'unsupported' | 'default' | 'granted' | 'denied'

const ringing = ref<Alarm | null>(null)
const permission = ref<Permission>(currentPermission())
const quiet = ref(localStorage.getItem('quiet') === '1')
const pattern = [400, 200, 400, 200, 400]
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
  if (quiet.value) return
  navigator.vibrate?.(pattern)
  if (!audio) return
  void audio.resume()
  const start = audio.currentTime + 0.05
  for (let round = 0; round < 3; round++) {
    beep(audio, start + round * 1.1, 880)
    beep(audio, start + round * 1.1 + 0.28, 660)
  }
}

/** One notification for each alarm; a later notice of it makes itself heard again. */
async function notify(alarm: Alarm, { title, body }: Words): Promise<void> {
  if (permission.value !== 'granted') return
  const options = {
    body, tag: `alarm-${alarm.id}`, renotify: true, silent: quiet.value, icon: '/icon-192.png', data: { path: `/alarms/${alarm.id}` }
  }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker) await worker.showNotification(title, options)
  else new Notification(title, options)
}

interface Words { title: string; body: string }
const heard = heardNotices()

function show(alarm: Alarm): void {
  if (ringing.value?.severity !== 'danger' || alarm.severity === 'danger') ringing.value = alarm
}

/** What rings may change, be seen or be over. */
function follow(alarm: Alarm): void {
  if (ringing.value?.id !== alarm.id) return
  ringing.value = alarm.state === 'raised' && alarm.severity !== 'watch' && !isRecovering(alarm) ? alarm : null
}

/** `words` turns an alarm into its title and its sentence. */
export function followBell(words: (alarm: Alarm) => Words) {
  const { me } = useMe()
  const isNew = (alarm: Alarm) => heard.isNew(alarm, me.value?.person.id ?? null)
  const call = (alarm: Alarm) => {
    show(alarm)
    void notify(alarm, words(alarm))
  }
  onLive('alarm', (alarm) => {
    follow(alarm)
    if (!isNew(alarm)) return
    call(alarm)
    ring()
  })
  return {
    forget: () => {
      ringing.value = null
      heard.forget()
    },
    begin: (alarms: Alarm[]) => alarms.forEach(isNew),
    /** What came while the line was down: a danger rings late, the rest waits for its next notice. */
    catchUp: (alarms: Alarm[]) => {
      const now = alarms.find((one) => one.id === ringing.value?.id)
      if (now) follow(now)
      else ringing.value = null
      const dangers = alarms.filter(isNew).filter((alarm) => alarm.severity === 'danger')
      dangers.forEach(call)
      if (dangers.length > 0) ring()
    }
  }
}

export function useBell() {
  return {
    ringing,
    permission,
    quiet,
    /** Another one may have come meanwhile. */
    hush: (id: number) => {
      if (ringing.value?.id === id) ringing.value = null
    },
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
