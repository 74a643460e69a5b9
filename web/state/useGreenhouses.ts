import { onMounted, watch, type Ref } from 'vue'
import { listGreenhouses } from '@/api/greenhouses'
import type { Alarm, Card, Latest, ReadingEvent, State, StateEvent } from '@/api/types'
import { unitOf } from '@/words/units'
import { reasonOf } from './recovering'
import { useLive } from './useLive'
import { useRequest } from './useRequest'
import { useSoon } from './useSoon'

const urgency: Record<State, number> = { danger: 0, lost: 1, watch: 2, normal: 3 }

/** Worst first; of two equally bad ones the newer trouble first, of two good ones by name. */
export function byUrgency(a: Card, b: Card): number {
  const difference = urgency[a.state] - urgency[b.state]
  if (difference !== 0) return difference
  if (a.state === 'normal') return a.name.localeCompare(b.name, 'zh', { numeric: true })
  return Date.parse(b.stateSince) - Date.parse(a.stateSince)
}

export function withReading(before: Latest | undefined | null, event: ReadingEvent): Latest {
  if (before && Date.parse(event.at) < Date.parse(before.at)) return before
  const unit = before?.unit ?? unitOf(event.quantity) ?? ''
  return { unit, value: event.value, at: event.at, ageSeconds: 0, stale: false }
}

export function withAlarm(card: Card, alarm: Alarm): void {
  if (alarm.greenhouse.id !== card.id) return
  if (alarm.state === 'cleared') {
    if (card.alarm?.id === alarm.id) card.alarm = card.reason = null
    return
  }
  const { id, code, severity, raisedAt } = alarm
  if (card.alarm && card.alarm.id !== id && urgency[card.alarm.severity] < urgency[severity]) return
  card.alarm = { id, code, severity, raisedAt, acknowledged: alarm.state === 'acknowledged' }
  card.reason = reasonOf(alarm)
}

/** The event does not say why, nor what to do: that is asked for anew. */
export function withState(card: Card, event: StateEvent): void {
  Object.assign(card, { state: event.state, stateSince: event.since })
}

/** Not all phones of a county at the same moment. */
export const moment = () => 1000 + Math.random() * 1000

/** What every list of this visit last said of each greenhouse. */
const seen = new Map<number, { card: Card; at: string }>()
export const remembered = (id: number) => seen.get(id) ?? null
export const forgetGreenhouses = () => seen.clear()

/** The greenhouses under a place (or all that one may see), kept true by the live stream. */
export function useGreenhouses(place: Ref<string | null>) {
  const { request, load } = useRequest(async () => {
    const answer = await listGreenhouses(place.value)
    answer.value.greenhouses.sort(byUrgency)
    answer.value.greenhouses.forEach((card) => seen.set(card.id, { card, at: answer.storedAt ?? answer.value.at }))
    return answer
  })
  const cards = () => request.value.value?.greenhouses ?? []
  const loadSoon = useSoon(() => void load(), moment)
  const find = (id: number) => cards().find((card) => card.id === id)

  useLive(
    {
      reading: (event) => {
        const card = find(event.greenhouseId)
        if (card) card.latest[event.quantity] = withReading(card.latest[event.quantity], event)
      },
      state: (event) => {
        const card = find(event.greenhouseId)
        if (!card) return
        withState(card, event)
        cards().sort(byUrgency)
        loadSoon()
      },
      alarm: (alarm) => {
        const card = find(alarm.greenhouse.id)
        if (!card) return
        withAlarm(card, alarm)
        loadSoon()
      },
      actuator: (event) => {
        const vent = find(event.greenhouseId)?.vents.find((one) => one.name === event.name)
        if (vent) vent.position = event.position
      }
    },
    () => void load()
  )
  onMounted(load)
  watch(place, load)
  return { request, load }
}
