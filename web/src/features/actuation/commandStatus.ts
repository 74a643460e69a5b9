import type { Command, CommandAction } from '@/lib/types'

const finalStates = ['done', 'failed', 'expired', 'cancelled']
/** After its expiry a command counts as finished, even if its last update was missed. */
const graceMs = 60_000
const recentMs = 10 * 60_000

export const isPending = (command: Command, now: number): boolean =>
  !finalStates.includes(command.state) && Date.parse(command.expiresAt) > now - graceMs

export const isRecent = (command: Command, now: number): boolean =>
  now - Date.parse(command.changes.at(-1)?.at ?? command.requestedAt) < recentMs

/** Waits for a device that is not connected. */
export const isQueued = (command: Command, connected: boolean, now: number): boolean =>
  command.state === 'requested' && !connected && Date.parse(command.expiresAt) > now

/** Of two versions of a command, or two commands, the later one: updates may arrive out of order. */
export function laterCommand(before: Command | null | undefined, command: Command): Command {
  if (!before || before.id < command.id) return command
  return before.id > command.id || before.changes.length > command.changes.length ? before : command
}

/** What a command leaves behind: one that set an end of the range has opened or closed. */
export function finalAction({ action, position }: Pick<Command, 'action' | 'position'>): CommandAction {
  if (action !== 'set') return action
  if (position === 0) return 'close'
  return position === 100 ? 'open' : 'set'
}
