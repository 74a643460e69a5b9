import { getMe, openLiveStream } from '@/lib/api'
import { heartbeat, liveKinds, type LiveKind } from './liveUpdates'

/** The state of the connection, or an update that came over it. */
export type LiveSignal =
  | { kind: 'opening' } | { kind: 'open' } | { kind: 'lost' } | { kind: 'heartbeat' }
  | { kind: 'update'; of: LiveKind; update: unknown }
export type LiveHandler = (signal: LiveSignal) => void
export interface LiveConnection { reconnect: () => void; close: () => void }

const longestWaitMs = 30_000

/** The live stream itself; reconnects with exponential backoff and jitter. */
export function openLiveSource(handle: LiveHandler): LiveConnection {
  let source: EventSource | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let waitMs = 1000

  function drop(): void {
    clearTimeout(retry)
    source?.close()
    source = null
  }
  function lose(): void {
    drop()
    handle({ kind: 'lost' })
    retry = setTimeout(open, waitMs * (0.75 + Math.random() / 2))
    waitMs = Math.min(waitMs * 2, longestWaitMs)
  }
  function open(): void {
    drop()
    const opened = openLiveStream()
    source = opened
    opened.onopen = () => {
      waitMs = 1000
      handle({ kind: 'open' })
    }
    opened.onerror = () => {
      if (opened !== source) return
      // CLOSED: the server refused the stream. EventSource does not say why, so ask whether the session has ended.
      if (opened.readyState === EventSource.CLOSED) void getMe().catch(() => undefined)
      lose()
    }
    opened.addEventListener(heartbeat, () => handle({ kind: 'heartbeat' }))
    for (const of of liveKinds) {
      opened.addEventListener(of, (message) => handle({ kind: 'update', of, update: JSON.parse((message as MessageEvent<string>).data) }))
    }
  }

  window.addEventListener('online', open)
  window.addEventListener('offline', lose)
  open()
  return {
    reconnect: open,
    close: () => {
      window.removeEventListener('online', open)
      window.removeEventListener('offline', lose)
      drop()
    }
  }
}
