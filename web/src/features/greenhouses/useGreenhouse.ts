import { onMounted, watch, type Ref } from 'vue'
import { laterCommand } from '@/features/actuation/commandStatus'
import { useLive } from '@/lib/live/useLive'
import type { ActuatorUpdate, Command, Greenhouse, ReadingUpdate } from '@/lib/types'
import { useRequest } from '@/lib/useRequest'
import { useThrottle } from '@/lib/useThrottle'
import { getGreenhouse, listGreenhouses } from './api'
import { applyAlarm, applyStatus, mergeReading } from './cardUpdates'
import type { MaybeStored } from './freshness'
import { useAdviceRefresh } from './useAdviceRefresh'
import { markStored, reloadDelayMs } from './useGreenhouses'

export function applyReading(greenhouse: Greenhouse, update: ReadingUpdate): void {
  const { streamId: id, quantity } = update
  const stream = greenhouse.streams.find((one) => one.id === id)
  const latest = mergeReading(stream?.latest, update)
  greenhouse.latest[quantity] = mergeReading(greenhouse.latest[quantity], update)
  if (stream) stream.latest = latest
  else greenhouse.streams.push({ id, quantity, unit: latest.unit, latest })
}

export function applyCommand(greenhouse: Greenhouse, command: Command): void {
  const actuator = greenhouse.actuators.find((one) => one.name === command.actuator)
  if (actuator) actuator.command = laterCommand(actuator.command, command)
}

function applyActuator(greenhouse: Greenhouse, update: ActuatorUpdate): void {
  const actuator = greenhouse.actuators.find((one) => one.name === update.name)
  if (!actuator) return
  const { position, moving, manual, at } = update
  Object.assign(actuator, { position, moving, manual, at, connected: true })
}

/** The list may have been stored after the greenhouse was: no page shows a milder status than another. */
async function takeNewerStatus(greenhouse: Greenhouse, storedAt: string): Promise<void> {
  const list = await listGreenhouses().catch(() => null)
  const card = list?.value.greenhouses.find((one) => one.id === greenhouse.id)
  if (!list || !card || Date.parse(list.storedAt ?? list.value.at) <= Date.parse(storedAt)) return
  const { status, reason, alarm } = card
  Object.assign(greenhouse, { status, reason, alarm })
}

/** One greenhouse with all its parts, kept current by the live stream. */
export function useGreenhouse(id: Ref<number>) {
  const fetchMarked = async () => {
    const answer = markStored(await getGreenhouse(id.value), (one) => [one])
    if (answer.storedAt !== null) await takeNewerStatus(answer.value, answer.storedAt)
    onAnswer([answer.value])
    return answer
  }
  const { request, load, update, resync } = useRequest(fetchMarked, () => id.value)
  const { onAnswer, onReading } = useAdviceRefresh(load)
  const updateIf = (greenhouseId: number, change: (greenhouse: MaybeStored<Greenhouse>) => void) =>
    update((greenhouse) => greenhouse.id === greenhouseId && change(greenhouse))
  const reload = useThrottle(() => void load(), reloadDelayMs)
  const reloadIf = (greenhouseId: number | undefined) => greenhouseId === id.value && reload()
  useLive(
    {
      reading: (reading) => {
        updateIf(reading.greenhouseId, (one) => applyReading(one, reading))
        onReading(reading)
      },
      status: (status) => {
        updateIf(status.greenhouseId, (one) => applyStatus(one, status))
        reloadIf(status.greenhouseId)
      },
      alarm: (alarm) => {
        updateIf(alarm.greenhouse.id, (one) => applyAlarm(one, alarm))
        reloadIf(alarm.greenhouse.id)
      },
      command: (command) => updateIf(command.greenhouseId, (one) => applyCommand(one, command)),
      actuator: (actuator) => updateIf(actuator.greenhouseId, (one) => applyActuator(one, actuator)),
      /** When a device disconnects, another one of the greenhouse may still drive its actuators: only the server knows. */
      device: ({ greenhouseId, connected }) => {
        if (connected) updateIf(greenhouseId as number, (one) => one.actuators.forEach((actuator) => (actuator.connected = true)))
        else reloadIf(greenhouseId)
      }
    },
    resync
  )
  onMounted(load)
  watch(id, load)
  return { request, load, update }
}
