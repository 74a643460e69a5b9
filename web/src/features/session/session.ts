import { ref } from 'vue'
import { setMe, useAccess } from '@/lib/access'
import { getMe } from '@/lib/api'
import { beginSession, Refusal } from '@/lib/client'
import { setElderMode } from '@/lib/elderMode'
import { chooseLanguage, setLanguage } from '@/lib/i18n'
import { onReconnect, startLive, stopLive } from '@/lib/live/useLive'
import type { Me, MeChange } from '@/lib/types'
import { changeMe, signOut as endServerSession } from './api'

const { me } = useAccess()
/** Whether it is known who is signed in. */
const known = ref(false)
/** Whether a session ended by itself, so that the sign-in page says why it is there. */
export const sessionEnded = ref(false)
/** Holds the id of the person whose answers the service worker has stored. */
const storageKey = 'person'

function apply(value: Me): void {
  setMe(value)
  known.value = true
  setElderMode(value.elderMode)
  void setLanguage(value.language).catch(() => undefined)
}

/** Loads the person again; the service worker stores the answer. */
export async function refreshMe(): Promise<void> {
  const before = me.value?.person.id
  const { value, storedAt } = await getMe()
  if (storedAt === null && before === value.person.id && me.value?.person.id === before) apply(value)
}

/** Removes what was stored for the previous person. */
async function clearStoredData(): Promise<void> {
  localStorage.removeItem(storageKey)
  localStorage.removeItem('lastGreenhouse')
  if (!('caches' in window)) return
  const stored = (await caches.keys()).filter((name) => name.startsWith('cunkou-answers'))
  await Promise.all(stored.map((name) => caches.delete(name)))
}

export async function startSession(value: Me): Promise<void> {
  beginSession()
  sessionEnded.value = false
  const id = String(value.person.id)
  if (localStorage.getItem(storageKey) !== id) {
    stopLive()
    await clearStoredData()
    localStorage.setItem(storageKey, id)
    apply(value)
    void refreshMe().catch(() => undefined)
  } else apply(value)
  startLive(value.person.id)
}

export async function endSession(): Promise<void> {
  setMe(null)
  known.value = true
  stopLive()
  await clearStoredData()
}

/** The server knows the session of this browser no longer: it became too old, or was ended elsewhere. */
export async function expireSession(): Promise<void> {
  sessionEnded.value ||= localStorage.getItem(storageKey) !== null
  await endSession()
}

const isUnauthenticated = (error: unknown) => error instanceof Refusal && error.code === 'unauthenticated'

/** The signed-in person, requested once; null if nobody is signed in. Throws when the server does not answer. */
export async function identify(): Promise<Me | null> {
  if (known.value) return me.value as Me | null
  try {
    await startSession((await getMe()).value)
  } catch (error) {
    if (!isUnauthenticated(error)) throw error
    await expireSession()
  }
  return me.value as Me | null
}

/** A session that the server has ended already needs no sign-out. */
export async function signOut(): Promise<void> {
  await endServerSession().catch((error) => {
    if (!isUnauthenticated(error)) throw error
  })
  await endSession()
}

export async function updateMe(change: MeChange): Promise<void> {
  apply(await changeMe(change))
  void refreshMe().catch(() => undefined)
  await chooseLanguage(me.value?.language ?? 'zh')
}

onReconnect((begins) => {
  if (me.value && !begins) void refreshMe().catch(() => undefined)
})

/** Another tab of this browser signed in or out: reload to follow it. */
window.addEventListener('storage', ({ key, newValue }) => {
  if (key === storageKey && known.value && newValue !== (me.value ? String(me.value.person.id) : null)) window.location.reload()
})
