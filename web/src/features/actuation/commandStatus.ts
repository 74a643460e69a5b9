import type { Command } from '@/lib/types'

const ends = ['done', 'failed', 'expired', 'cancelled']

/** Not at its end; a minute after its time it is believed to be, whatever was heard of it. */
export const isUnderWay = (command: Command, now: number): boolean =>
  !ends.includes(command.state) && Date.parse(command.expiresAt) > now - 60_000

/** Its last step is still worth telling. */
export const isRecent = (command: Command, now: number): boolean =>
  now - Date.parse(command.changes.at(-1)?.at ?? command.requestedAt) < 10 * 60_000

/** It waits for a device that is away, and can be taken back: what the greenhouse has already is stopped instead. */
export const isWaiting = (command: Command, connected: boolean, now: number): boolean =>
  command.state === 'requested' && !connected && Date.parse(command.expiresAt) > now
