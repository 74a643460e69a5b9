import type { ActuatorEvent, Alarm, Command, DeviceEvent, ReadingEvent, StateEvent } from '@/lib/types'

export interface LiveEvents {
  reading: ReadingEvent
  state: StateEvent
  alarm: Alarm
  command: Command
  actuator: ActuatorEvent
  device: DeviceEvent
}
export type LiveKind = keyof LiveEvents
export const liveKinds: LiveKind[] = ['reading', 'state', 'alarm', 'command', 'actuator', 'device']

/** Comes every 20 seconds: the line is whole. */
export const liveSign = 'ping'

/** Everything that one may see, as it happens. */
export const openLive = () => new EventSource('/api/live')
