import { openLiveSource, type LiveConnection, type LiveHandler, type LiveSignal } from './liveSource'

/** How long the leading tab may take to answer; browsers throttle background tabs. */
const leaderTimeoutMs = 3000
const statusRequest = 'status?'

/** The election of the leading tab by a lock: `lead` runs while this tab holds it, `resign` when it has lost it. */
function joinElection(locks: LockManager, name: string, lead: () => Promise<void>, resign: () => void) {
  let candidacy = 0
  let closed = false
  let queued = new AbortController()

  /** Queues for the lock, or steals it from a leader that does not answer. */
  async function elect(how: 'queue' | 'steal'): Promise<void> {
    const ticket = ++candidacy
    queued.abort()
    queued = new AbortController()
    const options: LockOptions = how === 'steal' ? { steal: true } : { signal: queued.signal }
    await locks.request(name, options, () => (closed || ticket !== candidacy ? undefined : lead())).catch(() => undefined)
    if (ticket !== candidacy) return
    resign()
    if (!closed) void elect('queue')
  }
  function close(): void {
    closed = true
    queued.abort()
  }
  return { elect, close }
}

/**
 * One live connection per browser: browsers allow few connections to a server, so one tab (the leader, elected with the Web
 * Locks API) holds the stream and broadcasts to the others. Without locks or BroadcastChannel each tab has its own stream.
 */
export function joinLiveConnection(name: string, handle: LiveHandler): LiveConnection {
  const locks = navigator.locks as LockManager | undefined
  if (!locks || !('BroadcastChannel' in window)) return openLiveSource(handle)
  const channel = new BroadcastChannel(name)
  let source: LiveConnection | null = null
  let status: LiveSignal | null = null
  let release = () => undefined as void
  let timeout: ReturnType<typeof setTimeout> | undefined
  const { elect, close } = joinElection(locks, name, lead, resign)

  function receive(signal: LiveSignal): void {
    if (signal.kind !== 'update' && signal.kind !== 'heartbeat') status = signal
    handle(signal)
  }
  function broadcast(signal: LiveSignal): void {
    receive(signal)
    channel.postMessage(signal)
  }
  function lead(): Promise<void> {
    clearTimeout(timeout)
    broadcast({ kind: status ? 'lost' : 'opening' })
    source = openLiveSource(broadcast)
    return new Promise((resolve) => (release = resolve))
  }
  function resign(): void {
    source?.close()
    source = null
  }
  function requestStatus(): void {
    if (source) return
    clearTimeout(timeout)
    timeout = setTimeout(() => void elect('steal'), leaderTimeoutMs)
    channel.postMessage(statusRequest)
  }
  const onVisible = () => document.visibilityState === 'visible' && requestStatus()

  channel.onmessage = ({ data }: MessageEvent<LiveSignal | typeof statusRequest>) => {
    if (source) {
      if (data === statusRequest && status) channel.postMessage(status)
      return
    }
    if (data === statusRequest) return
    clearTimeout(timeout)
    receive(data)
  }
  document.addEventListener('visibilitychange', onVisible)
  void elect('queue')
  requestStatus()
  return {
    reconnect: () => (source ? source.reconnect() : requestStatus()),
    close: () => {
      clearTimeout(timeout)
      document.removeEventListener('visibilitychange', onVisible)
      channel.close()
      close()
      resign()
      release()
    }
  }
}
