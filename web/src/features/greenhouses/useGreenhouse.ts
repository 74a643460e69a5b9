import { onMounted, watch, type Ref } from 'vue'
import { getGreenhouse } from './api'
import type { ActuatorEvent, Command, Greenhouse, ReadingEvent } from '@/lib/types'
import { asSeen, moment, withAlarm, withReading, withState } from './useGreenhouses'
import type { Seen } from './freshness'
import { useAdviceAnew } from './useAdviceRefresh'
import { useLive } from '@/lib/live/useLive'
import { useRequest } from '@/lib/useRequest'
import { useSoon } from '@/lib/useThrottle'

export function takeReading(greenhouse: Greenhouse, event: ReadingEvent): void {
  const { streamId: id, quantity } = event
  const stream = greenhouse.streams.find((one) => one.id === id)
  const latest = withReading(stream?.latest, event)
  greenhouse.latest[quantity] = withReading(greenhouse.latest[quantity], event)
  if (stream) stream.latest = latest
  else greenhouse.streams.push({ id, quantity, unit: latest.unit, latest })
}

/** A command only ever lives on: what has passed fewer steps is older. */
export function laterOf(before: Command | null | undefined, command: Command): Command {
  if (!before || before.id < command.id) return command
  return before.id > command.id || before.changes.length > command.changes.length ? before : command
}

export function takeCommand(greenhouse: Greenhouse, command: Command): void {
  const actuator = greenhouse.actuators.find((one) => one.name === command.actuator)
  if (actuator) actuator.command = laterOf(actuator.command, command)
}

function takeActuator(greenhouse: Greenhouse, event: ActuatorEvent): void {
  const actuator = greenhouse.actuators.find((one) => one.name === event.name)
  if (!actuator) return
  const { position, moving, manual, at } = event
  Object.assign(actuator, { position, moving, manual, at, connected: true })
}

/** One greenhouse with everything on it, kept true by the live stream. */
export function useGreenhouse(id: Ref<number>) {
  const ask = async () => {
    const answer = asSeen(await getGreenhouse(id.value), (one) => [one])
    given([answer.value])
    return answer
  }
  const { request, load, change, catchUp } = useRequest(ask, () => id.value)
  const { given, heard } = useAdviceAnew(load)
  const when = (greenhouseId: number, take: (greenhouse: Seen<Greenhouse>) => void) =>
    change((greenhouse) => greenhouse.id === greenhouseId && take(greenhouse))
  const loadSoon = useSoon(() => void load(), moment)
  const then = (greenhouseId: number) => greenhouseId === id.value && loadSoon()
  useLive(
    {
      reading: (event) => {
        when(event.greenhouseId, (one) => takeReading(one, event))
        heard(event)
      },
      state: (event) => {
        when(event.greenhouseId, (one) => withState(one, event))
        then(event.greenhouseId)
      },
      alarm: (alarm) => {
        when(alarm.greenhouse.id, (one) => withAlarm(one, alarm))
        then(alarm.greenhouse.id)
      },
      command: (command) => when(command.greenhouseId, (one) => takeCommand(one, command)),
      actuator: (event) => when(event.greenhouseId, (one) => takeActuator(one, event)),
      /** Another device of it may still be there. */
      device: ({ greenhouseId, connected }) => {
        if (connected) when(greenhouseId, (one) => one.actuators.forEach((actuator) => (actuator.connected = true)))
        else then(greenhouseId)
      }
    },
    catchUp
  )
  onMounted(load)
  watch(id, load)
  return { request, load, change }
}
