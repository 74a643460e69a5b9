import { computed, readonly, ref } from 'vue'
import { beginSession, Refusal } from '@/lib/client'
import { changeMe, getMe, signOut } from './api'
import type { Language, Me } from '@/lib/types'
import { useLanguage } from '@/lib/i18n'
import { onReturn, startLive, stopLive } from '@/lib/live/useLive'

const me = ref<Me | null>(null)
const known = ref(false)
/** Whose answers are stored on this machine. */
const kept = 'person'

const elder = (on: boolean) => {
  document.documentElement.classList.toggle('elder', on)
  localStorage.setItem('elder', on ? '1' : '')
}

function show(value: Me): void {
  me.value = value
  known.value = true
  elder(value.elderMode)
  void useLanguage(value.language).catch(() => undefined)
}

/** The service worker keeps for later what it sees pass: who one is, above all. */
async function readMe(): Promise<void> {
  const before = me.value?.person.id
  const { value, storedAt } = await getMe()
  if (storedAt === null && before === value.person.id && me.value?.person.id === before) show(value)
}

/** Nothing of who was here before stays on this machine. */
async function forgetStored(): Promise<void> {
  localStorage.removeItem(kept)
  localStorage.removeItem('lastGreenhouse')
  if ('caches' in window) await caches.delete('cunkou-answers')
}

export async function welcome(value: Me): Promise<void> {
  beginSession()
  const id = String(value.person.id)
  if (localStorage.getItem(kept) !== id) {
    stopLive()
    await forgetStored()
    localStorage.setItem(kept, id)
    show(value)
    void readMe().catch(() => undefined)
  } else show(value)
  startLive(value.person.id)
}

export async function forgetMe(): Promise<void> {
  me.value = null
  known.value = true
  stopLive()
  await forgetStored()
}

/** Asks once who is signed in. Throws only when that cannot be known. */
export async function recogniseMe(): Promise<Me | null> {
  if (known.value) return me.value
  try {
    await welcome((await getMe()).value)
  } catch (error) {
    if (!isSignedOut(error)) throw error
    await forgetMe()
  }
  return me.value
}

const isSignedOut = (error: unknown) => error instanceof Refusal && error.code === 'unauthenticated'

/** A session that is over already needs no sign-out. */
async function leave(): Promise<void> {
  await signOut().catch((error) => {
    if (!isSignedOut(error)) throw error
  })
  await forgetMe()
}

async function change(wish: { name?: string; language?: Language; elderMode?: boolean }): Promise<void> {
  show(await changeMe(wish))
  void readMe().catch(() => undefined)
  await useLanguage(me.value?.language ?? 'zh')
}

onReturn((begins) => {
  if (me.value && !begins) void readMe().catch(() => undefined)
})

/** Somebody else in another tab of this browser is somebody else here too. */
window.addEventListener('storage', ({ key, newValue }) => {
  if (key === kept && known.value && newValue !== (me.value ? String(me.value.person.id) : null)) window.location.reload()
})

export function restoreLook(): void {
  elder(localStorage.getItem('elder') === '1')
}

export function useMe() {
  const may = computed(
    () => me.value?.may ?? { invite: false, seePeople: false, editPlaces: false, addDevices: false, acknowledge: false, operate: false }
  )
  const overseer = computed(() => me.value !== null && me.value.home !== 'greenhouses')
  const grower = computed(() => me.value?.roles.some((role) => role.household !== null) ?? false)
  /** Who may say what grows in a greenhouse, and set its limits. */
  const planter = computed(() => me.value?.roles.some(({ role }) => ['technician', 'farmer', 'family'].includes(role)) ?? false)
  return { me: readonly(me), may, overseer, grower, planter, change, leave }
}
