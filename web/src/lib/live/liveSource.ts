import { liveKinds, liveSign, openLive, type LiveKind } from './liveUpdates'
import { getMe } from '@/features/session/api'

/** What is heard of the line, and on it. */
export type Heard =
  | { kind: 'opening' } | { kind: 'open' } | { kind: 'lost' } | { kind: 'sign' } | { kind: 'event'; of: LiveKind; event: unknown }
export type Hear = (heard: Heard) => void
export interface Line { renew: () => void; close: () => void }

const longestWait = 30_000

/** The stream itself, opened again whenever it is lost. */
export function openSource(hear: Hear): Line {
  let source: EventSource | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let wait = 1000

  function drop(): void {
    clearTimeout(retry)
    source?.close()
    source = null
  }
  function lose(): void {
    drop()
    hear({ kind: 'lost' })
    retry = setTimeout(open, wait * (0.75 + Math.random() / 2))
    wait = Math.min(wait * 2, longestWait)
  }
  function open(): void {
    drop()
    const mine = openLive()
    source = mine
    mine.onopen = () => {
      wait = 1000
      hear({ kind: 'open' })
    }
    mine.onerror = () => {
      if (mine !== source) return
      // Refused, not broken: whether one is still signed in is asked, for a stream does not say why.
      if (mine.readyState === EventSource.CLOSED) void getMe().catch(() => undefined)
      lose()
    }
    mine.addEventListener(liveSign, () => hear({ kind: 'sign' }))
    for (const of of liveKinds) {
      mine.addEventListener(of, (message) => hear({ kind: 'event', of, event: JSON.parse((message as MessageEvent<string>).data) }))
    }
  }

  window.addEventListener('online', open)
  window.addEventListener('offline', lose)
  open()
  return {
    renew: open,
    close: () => {
      window.removeEventListener('online', open)
      window.removeEventListener('offline', lose)
      drop()
    }
  }
}
