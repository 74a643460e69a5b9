import { onMounted, watch, type Ref } from 'vue'
import { getGreenhouse } from '@/api/greenhouses'
import type { ActuatorEvent, Command, Greenhouse, ReadingEvent } from '@/api/types'
import { withAlarm, withReading, withState } from './useGreenhouses'
import { useLive } from './useLive'
import { useRequest } from './useRequest'

function takeReading(greenhouse: Greenhouse, event: ReadingEvent): void {
  const fresh = withReading(greenhouse.latest[event.quantity], event)
  if (fresh) greenhouse.latest[event.quantity] = fresh
  const stream = greenhouse.streams.find((one) => one.id === event.streamId)
  if (stream) stream.latest = withReading(stream.latest, event) ?? null
}

export function takeCommand(greenhouse: Greenhouse, command: Command): void {
  const actuator = greenhouse.actuators.find((one) => one.name === command.actuator)
  if (actuator && (actuator.command?.id ?? 0) <= command.id) actuator.command = command
}

function takeActuator(greenhouse: Greenhouse, event: ActuatorEvent): void {
  const actuator = greenhouse.actuators.find((one) => one.name === event.name)
  if (!actuator) return
  const { position, moving, manual, at } = event
  Object.assign(actuator, { position, moving, manual, at, connected: true })
}

/** One greenhouse with everything on it, kept true by the live stream. */
export function useGreenhouse(id: Ref<number>) {
  const { request, load } = useRequest(() => getGreenhouse(id.value))
  const when = (greenhouseId: number, take: (greenhouse: Greenhouse) => void) => {
    const greenhouse = request.value.value
    if (greenhouse && greenhouse.id === greenhouseId) take(greenhouse)
  }
  useLive(
    {
      reading: (event) => when(event.greenhouseId, (one) => takeReading(one, event)),
      state: (event) => when(event.greenhouseId, (one) => withState(one, event)),
      alarm: (alarm) => when(alarm.greenhouse.id, (one) => withAlarm(one, alarm)),
      command: (command) => when(command.greenhouseId, (one) => takeCommand(one, command)),
      actuator: (event) => when(event.greenhouseId, (one) => takeActuator(one, event))
    },
    () => void load()
  )
  onMounted(load)
  watch(id, load)
  return { request, load }
}
