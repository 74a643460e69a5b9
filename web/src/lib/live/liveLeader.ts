import { openSource, type Hear, type Heard, type Line } from './liveSource'

/** How long another tab may take to say that it holds the line; a phone puts tabs to sleep. */
const patience = 3000

/**
 * The line of one person on this machine: a browser keeps few connections to a server, so of many tabs one holds the
 * stream and tells the others. Where tabs cannot agree on one, each has its own.
 */
export function joinLine(name: string, hear: Hear): Line {
  const locks = navigator.locks as LockManager | undefined
  if (!locks || !('BroadcastChannel' in window)) return openSource(hear)
  const channel = new BroadcastChannel(name)
  let source: Line | null = null
  let standing: Heard | null = null
  let over = false
  let turn = 0
  let waiting = new AbortController()
  let release = () => undefined as void
  let doubt: ReturnType<typeof setTimeout> | undefined

  function note(heard: Heard): void {
    if (heard.kind !== 'event' && heard.kind !== 'sign') standing = heard
    hear(heard)
  }
  function say(heard: Heard): void {
    note(heard)
    channel.postMessage(heard)
  }
  function hold(): Promise<void> {
    clearTimeout(doubt)
    say({ kind: standing ? 'lost' : 'opening' })
    source = openSource(say)
    return new Promise((resolve) => (release = resolve))
  }
  function letGo(): void {
    source?.close()
    source = null
  }
  /** Waits for its turn to hold the line, or takes it from a tab that does not answer. */
  async function stand(at: 'end' | 'head'): Promise<void> {
    const mine = ++turn
    waiting.abort()
    waiting = new AbortController()
    const how: LockOptions = at === 'head' ? { steal: true } : { signal: waiting.signal }
    await locks!.request(name, how, () => (over || mine !== turn ? undefined : hold())).catch(() => undefined)
    if (mine !== turn) return
    letGo()
    if (!over) void stand('end')
  }
  function ask(): void {
    if (source) return
    clearTimeout(doubt)
    doubt = setTimeout(() => void stand('head'), patience)
    channel.postMessage('who')
  }
  const look = () => document.visibilityState === 'visible' && ask()

  channel.onmessage = ({ data }: MessageEvent<Heard | 'who'>) => {
    if (source) {
      if (data === 'who' && standing) channel.postMessage(standing)
      return
    }
    if (data === 'who') return
    clearTimeout(doubt)
    note(data)
  }
  document.addEventListener('visibilitychange', look)
  void stand('end')
  ask()
  return {
    renew: () => (source ? source.renew() : ask()),
    close: () => {
      over = true
      clearTimeout(doubt)
      document.removeEventListener('visibilitychange', look)
      channel.close()
      waiting.abort()
      letGo()
      release()
    }
  }
}
