import { onMounted, watch, type Ref } from 'vue'
import { getGreenhouse } from '@/api/greenhouses'
import type { ActuatorEvent, Command, Greenhouse, ReadingEvent } from '@/api/types'
import { unitOf } from '@/words/units'
import { moment, withAlarm, withReading, withState } from './useGreenhouses'
import { useLive } from './useLive'
import { useRequest } from './useRequest'
import { useSoon } from './useSoon'

export function takeReading(greenhouse: Greenhouse, event: ReadingEvent): void {
  const { streamId: id, quantity } = event
  greenhouse.latest[quantity] = withReading(greenhouse.latest[quantity], event)
  const stream = greenhouse.streams.find((one) => one.id === id)
  if (stream) stream.latest = withReading(stream.latest, event)
  else greenhouse.streams.push({ id, quantity, unit: unitOf(quantity) ?? '', latest: withReading(null, event) })
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
  const loadSoon = useSoon(() => void load(), moment)
  useLive(
    {
      reading: (event) => when(event.greenhouseId, (one) => takeReading(one, event)),
      state: (event) => when(event.greenhouseId, (one) => {
        withState(one, event)
        loadSoon()
      }),
      alarm: (alarm) => when(alarm.greenhouse.id, (one) => {
        withAlarm(one, alarm)
        loadSoon()
      }),
      command: (command) => when(command.greenhouseId, (one) => takeCommand(one, command)),
      actuator: (event) => when(event.greenhouseId, (one) => takeActuator(one, event))
    },
    () => void load()
  )
  onMounted(load)
  watch(id, load)
  return { request, load }
}
