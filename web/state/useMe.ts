import { computed, readonly, ref } from 'vue'
import { Refusal } from '@/api/client'
import { changeMe, getMe, signOut } from '@/api/session'
import type { Language, Me } from '@/api/types'
import { useLanguage } from '@/words/i18n'
import { startLive, stopLive } from './useLive'

const me = ref<Me | null>(null)
const known = ref(false)

const elder = (on: boolean) => {
  document.documentElement.classList.toggle('elder', on)
  localStorage.setItem('elder', on ? '1' : '')
}

export function welcome(value: Me): void {
  me.value = value
  known.value = true
  elder(value.elderMode)
  void useLanguage(value.language)
  startLive()
}

export function forgetMe(): void {
  me.value = null
  known.value = true
  stopLive()
}

/** Asks once who is signed in. Throws only when that cannot be known. */
export async function recogniseMe(): Promise<Me | null> {
  if (known.value) return me.value
  try {
    welcome((await getMe()).value)
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'unauthenticated') throw error
    forgetMe()
  }
  return me.value
}

async function forgetStored(): Promise<void> {
  const worker = navigator.serviceWorker?.controller
  if (!worker) return
  await new Promise<void>((resolve) => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => resolve()
    setTimeout(resolve, 1000)
    worker.postMessage('forget', [channel.port2])
  })
}

async function leave(): Promise<void> {
  await signOut()
  await forgetStored()
  localStorage.removeItem('lastGreenhouse')
  forgetMe()
}

async function change(wish: { name?: string; language?: Language; elderMode?: boolean }): Promise<void> {
  welcome(await changeMe(wish))
}

export function restoreLook(): void {
  elder(localStorage.getItem('elder') === '1')
}

export function useMe() {
  const may = computed(
    () => me.value?.may ?? { invite: false, seePeople: false, editPlaces: false, addDevices: false, operate: false }
  )
  const overseer = computed(() => me.value !== null && me.value.home !== 'greenhouses')
  const grower = computed(() => me.value?.roles.some((role) => role.household !== null) ?? false)
  /** Who may say what grows in a greenhouse, and set its limits. */
  const planter = computed(() => me.value?.roles.some(({ role }) => ['technician', 'farmer', 'family'].includes(role)) ?? false)
  /** The offices above the village look on; whoever is nearer says that they have seen an alarm. */
  const nearby = computed(() => me.value?.roles.some(({ role }) => !['operator', 'county', 'town'].includes(role)) ?? false)
  return { me: readonly(me), may, overseer, grower, planter, nearby, change, leave }
}
