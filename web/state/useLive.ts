import { onUnmounted, readonly, ref } from 'vue'
import { liveKinds, openLive, type LiveEvents, type LiveKind } from '@/api/live'

/** One stream for the whole app: the answer to "is what I see still true?" */
export type Connection = 'off' | 'opening' | 'open' | 'lost'

const connection = ref<Connection>('off')
const quietLimit = 120_000
const longestWait = 30_000

type Listener = (event: never) => void
const listeners = new Map<LiveKind, Set<Listener>>(liveKinds.map((kind) => [kind, new Set()]))
const returns = new Set<() => void>()

let source: EventSource | null = null
let wanted = false
let wait = 1000
let retry: ReturnType<typeof setTimeout> | undefined
let pulse: ReturnType<typeof setInterval> | undefined
let heardAt = 0
let missed = false
const kept = 'heardAt'
/** When the server was last heard, in this visit or an earlier one; null: never. Said only of a line that is down. */
const lastHeard = ref<number | null>(Number(localStorage.getItem(kept)) || null)

function keepHeard(): void {
  if (heardAt === 0) return
  lastHeard.value = heardAt
  localStorage.setItem(kept, String(heardAt))
}

function close(): void {
  clearTimeout(retry)
  source?.close()
  source = null
}

function lose(): void {
  close()
  if (!wanted) return
  keepHeard()
  connection.value = 'lost'
  missed = true
  retry = setTimeout(open, wait * (0.75 + Math.random() / 2))
  wait = Math.min(wait * 2, longestWait)
}

function open(): void {
  close()
  if (!wanted) return
  const mine = openLive()
  source = mine
  mine.onopen = () => {
    wait = 1000
    heardAt = Date.now()
    keepHeard()
    connection.value = 'open'
    if (missed) returns.forEach((listener) => listener())
    missed = false
  }
  mine.onerror = () => {
    if (mine === source) lose()
  }
  for (const kind of liveKinds) {
    mine.addEventListener(kind, (message) => {
      heardAt = Date.now()
      const event = JSON.parse((message as MessageEvent<string>).data) as never
      listeners.get(kind)?.forEach((listener) => listener(event))
    })
  }
}

/** A stream that died without a word is opened anew. */
function checkPulse(): void {
  keepHeard()
  if (connection.value === 'open' && Date.now() - heardAt > quietLimit) {
    missed = true
    open()
  }
}

export function startLive(): void {
  if (wanted) return
  window.addEventListener('online', open)
  window.addEventListener('offline', lose)
  pulse = setInterval(checkPulse, 15_000)
  wanted = true
  connection.value = 'opening'
  open()
}

export function stopLive(): void {
  wanted = false
  clearInterval(pulse)
  window.removeEventListener('online', open)
  window.removeEventListener('offline', lose)
  close()
  connection.value = 'off'
}

export function onLive<K extends LiveKind>(kind: K, listener: (event: LiveEvents[K]) => void): () => void {
  listeners.get(kind)?.add(listener as Listener)
  return () => listeners.get(kind)?.delete(listener as Listener)
}

/** Listens while the component stands; `reload` runs when the stream is back after a gap. */
export function useLive(
  wishes: { [K in LiveKind]?: (event: LiveEvents[K]) => void } = {}, reload?: () => void
) {
  const offs = Object.entries(wishes).map(([kind, listener]) => onLive(kind as LiveKind, listener as never))
  if (reload) returns.add(reload)
  onUnmounted(() => {
    offs.forEach((off) => off())
    if (reload) returns.delete(reload)
  })
  return { connection: readonly(connection), lastHeard: readonly(lastHeard) }
}
