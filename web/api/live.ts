import { query } from './client'
import type { ActuatorEvent, Alarm, Command, DeviceEvent, ReadingEvent, StateEvent } from './types'

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

export const openLive = (place: string | null) => new EventSource(`/api/live${query({ place })}`)
