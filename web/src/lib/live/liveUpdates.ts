import type { ActuatorUpdate, Alarm, Command, DeviceUpdate, ReadingUpdate, StateUpdate } from '@/lib/types'

/** The live updates by name, with the types of their data. */
export interface LiveUpdates {
  reading: ReadingUpdate
  state: StateUpdate
  alarm: Alarm
  command: Command
  actuator: ActuatorUpdate
  device: DeviceUpdate
}
export type LiveKind = keyof LiveUpdates
export const liveKinds: LiveKind[] = ['reading', 'state', 'alarm', 'command', 'actuator', 'device']

/** The server's heartbeat, every 20 seconds. */
export const heartbeat = 'ping'
