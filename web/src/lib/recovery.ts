import { getReadiness } from './api'
import { refetchAll } from './live/useLive'

/** Spread over half of it either way, since all phones of a county wait at once. */
const intervalMs = 10_000
let waiting = false

const isReady = () => getReadiness().then(() => true, () => false)

/**
 * Fetches again what the page shows when the server can answer again. It may be there without its database, so that the
 * live stream stays open and tells nothing of it.
 */
export async function awaitRecovery(): Promise<void> {
  if (waiting) return
  waiting = true
  let missed = false
  while (!(await isReady())) {
    missed = true
    await new Promise((done) => setTimeout(done, intervalMs * (0.5 + Math.random())))
  }
  waiting = false
  if (missed) refetchAll()
}
