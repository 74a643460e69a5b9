import { onUnmounted, readonly, ref } from 'vue'
import { liveKinds, type LiveEvents, type LiveKind } from './liveUpdates'
import { joinLine } from './liveLeader'
import type { Heard, Line } from './liveSource'

/** One stream for the whole app: the answer to "is what I see still true?" */
export type Connection = 'off' | 'opening' | 'open' | 'lost'

const connection = ref<Connection>('off')
/** The server gives a sign every 20 seconds. */
const quietLimit = 60_000

type Listener = (event: never) => void
type Return = (begins: boolean) => void
const listeners = new Map<LiveKind, Set<Listener>>(liveKinds.map((kind) => [kind, new Set()]))
const returns = new Set<Return>()

let line: Line | null = null
let pulse: ReturnType<typeof setInterval> | undefined
let heardAt = 0
let renewedAt = 0
let missed = false
const kept = 'heardAt'
/** When the server was last heard, in this visit or an earlier one; null: never. Said only of a line that is down. */
const lastHeard = ref<number | null>(Number(localStorage.getItem(kept)) || null)

function keepHeard(): void {
  if (heardAt === 0) return
  lastHeard.value = heardAt
  localStorage.setItem(kept, String(heardAt))
}

function hear(heard: Heard): void {
  if (heard.kind === 'lost') return lose()
  if (heard.kind === 'opening') return
  heardAt = Date.now()
  if (heard.kind === 'event') listeners.get(heard.of)?.forEach((listener) => listener(heard.event as never))
  if (connection.value === 'open') return
  keepHeard()
  connection.value = 'open'
  tellReturn(!missed)
  missed = false
}

function lose(): void {
  keepHeard()
  connection.value = 'lost'
  missed = true
}

function tellReturn(begins: boolean): void {
  returns.forEach((listener) => listener(begins))
}

/** A stream that died without a word is opened anew. */
function checkPulse(): void {
  keepHeard()
  if (Date.now() - Math.max(heardAt, renewedAt) <= quietLimit) return
  renewedAt = Date.now()
  lose()
  line?.renew()
}

export function startLive(person: number): void {
  if (line) return
  connection.value = 'opening'
  missed = false
  renewedAt = Date.now()
  pulse = setInterval(checkPulse, 15_000)
  line = joinLine(`cunkou-live-${person}`, hear)
}

export function stopLive(): void {
  clearInterval(pulse)
  line?.close()
  line = null
  connection.value = 'off'
}

export function onLive<K extends LiveKind>(kind: K, listener: (event: LiveEvents[K]) => void): () => void {
  listeners.get(kind)?.add(listener as Listener)
  return () => listeners.get(kind)?.delete(listener as Listener)
}

/** When the stream is there again after a gap, or for the first time: then `begins`. */
export function onReturn(listener: Return): () => void {
  returns.add(listener)
  return () => returns.delete(listener)
}

/** Everything that is shown is asked for anew. */
export const readAgain = () => tellReturn(false)

/** Listens while the component stands. */
export function useLive(
  wishes: { [K in LiveKind]?: (event: LiveEvents[K]) => void } = {}, reload?: Return
) {
  const offs = Object.entries(wishes).map(([kind, listener]) => onLive(kind as LiveKind, listener as never))
  if (reload) offs.push(onReturn(reload))
  onUnmounted(() => offs.forEach((off) => off()))
  return { connection: readonly(connection), lastHeard: readonly(lastHeard) }
}
