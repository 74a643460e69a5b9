import { onUnmounted, readonly, ref } from 'vue'
import { joinLiveConnection } from './liveLeader'
import type { LiveConnection, LiveSignal } from './liveSource'
import { liveKinds, type LiveKind, type LiveUpdates } from './liveUpdates'

/** The state of the app's one live stream; 'off' while nobody is signed in. */
export type ConnectionState = 'off' | 'opening' | 'open' | 'lost'

const connection = ref<ConnectionState>('off')
/** Three missed heartbeats. */
const silenceLimitMs = 60_000
const watchdogMs = 15_000

type Listener = (update: never) => void
/** `begins`: the first connection of a session, not the end of a gap. */
type ReconnectListener = (begins: boolean) => void
const listeners = new Map<LiveKind, Set<Listener>>(liveKinds.map((kind) => [kind, new Set()]))
const reconnectListeners = new Set<ReconnectListener>()

let live: LiveConnection | null = null
let watchdog: ReturnType<typeof setInterval> | undefined
let lastSignalAt = 0
let reconnectedAt = 0
let missed = false
const storageKey = 'lastContact'
/** When the last signal came, in this visit or an earlier one; null: never. Updated while the connection is not open. */
const lastContact = ref<number | null>(Number(localStorage.getItem(storageKey)) || null)

function storeLastContact(): void {
  if (lastSignalAt === 0) return
  lastContact.value = lastSignalAt
  localStorage.setItem(storageKey, String(lastSignalAt))
}

function handle(signal: LiveSignal): void {
  if (signal.kind === 'lost') return lose()
  if (signal.kind === 'opening') return
  lastSignalAt = Date.now()
  if (signal.kind === 'update') listeners.get(signal.of)?.forEach((listener) => listener(signal.update as never))
  if (connection.value === 'open') return
  storeLastContact()
  connection.value = 'open'
  notifyReconnect(!missed)
  missed = false
}

function lose(): void {
  storeLastContact()
  connection.value = 'lost'
  missed = true
}

function notifyReconnect(begins: boolean): void {
  reconnectListeners.forEach((listener) => listener(begins))
}

/** Reconnects a stream that has stopped without an error. */
function checkSilence(): void {
  storeLastContact()
  if (Date.now() - Math.max(lastSignalAt, reconnectedAt) <= silenceLimitMs) return
  reconnectedAt = Date.now()
  lose()
  live?.reconnect()
}

export function startLive(person: number): void {
  if (live) return
  connection.value = 'opening'
  missed = false
  reconnectedAt = Date.now()
  watchdog = setInterval(checkSilence, watchdogMs)
  live = joinLiveConnection(`cunkou-updates-${person}`, handle)
}

export function stopLive(): void {
  clearInterval(watchdog)
  live?.close()
  live = null
  connection.value = 'off'
}

export function onLive<K extends LiveKind>(kind: K, listener: (update: LiveUpdates[K]) => void): () => void {
  listeners.get(kind)?.add(listener as Listener)
  return () => listeners.get(kind)?.delete(listener as Listener)
}

/** Called when the stream is open after a gap, or for the first time (`begins`). */
export function onReconnect(listener: ReconnectListener): () => void {
  reconnectListeners.add(listener)
  return () => reconnectListeners.delete(listener)
}

/** Every page fetches again what it shows. */
export const refetchAll = () => notifyReconnect(false)

/** Listens until the component is unmounted. */
export function useLive(
  handlers: { [K in LiveKind]?: (update: LiveUpdates[K]) => void } = {}, onReconnected?: ReconnectListener
) {
  const stops = Object.entries(handlers).map(([kind, listener]) => onLive(kind as LiveKind, listener as never))
  if (onReconnected) stops.push(onReconnect(onReconnected))
  onUnmounted(() => stops.forEach((stop) => stop()))
  return { connection: readonly(connection), lastContact: readonly(lastContact) }
}
