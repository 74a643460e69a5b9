import type { ActuatorUpdate, Alarm, Command, DeviceUpdate, ReadingUpdate, StatusUpdate } from '@/lib/types'

/** The live updates by name, with the types of their data. */
export interface LiveUpdates {
  reading: ReadingUpdate
  status: StatusUpdate
  alarm: Alarm
  command: Command
  actuator: ActuatorUpdate
  device: DeviceUpdate
}
export type LiveKind = keyof LiveUpdates
export const liveKinds: LiveKind[] = ['reading', 'status', 'alarm', 'command', 'actuator', 'device']

/** The server's heartbeat, every 20 seconds. */
export const heartbeat = 'ping'
