import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { listGreenhouses } from './api'
import type { Answer } from '@/lib/client'
import type { Alarm, Card, Greenhouses, Latest, ReadingEvent, State, StateEvent } from '@/lib/types'
import type { Seen } from './freshness'
import { fresh } from '@/lib/readingAge'
import { reasonOf } from '@/features/alarms/shownState'
import { useAdviceAnew } from './useAdviceRefresh'
import { useLive } from '@/lib/live/useLive'
import { useRequest } from '@/lib/useRequest'
import { useSoon } from '@/lib/useThrottle'

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
  const { value, at, unit } = event
  return { unit, value, at, ageSeconds: 0, stale: false, staleAfter: before ? before.staleAfter : fresh / 1000 }
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

/** A village's tiles say no advice, a household's cards do. */
const few = 10

/** What every list of this visit last said of each greenhouse. */
const known = new Map<number, { card: Card; at: string }>()
export const remembered = (id: number) => known.get(id) ?? null
/** What the last list showed when it was left: it stands, while it is asked for anew, for whoever comes back at once. */
let left: { place: string | null; value: Greenhouses; at: number } | null = null
const comesBack = 60_000
export function forgetGreenhouses(): void {
  known.clear()
  left = null
}

/** Marks the cards of an answer that was stored: how their greenhouses are now, nobody knows. */
export function asSeen<T>(answer: Answer<T>, cards: (value: T) => Seen<Card>[]): Answer<T> {
  if (answer.storedAt !== null) cards(answer.value).forEach((card) => (card.stored = true))
  return answer
}

/** The greenhouses under a place (or all that one may see), kept true by the live stream. */
export function useGreenhouses(place: Ref<string | null>) {
  const { request, load, change, catchUp } = useRequest(
    async () => {
      const answer = asSeen(await listGreenhouses(place.value), (value) => value.greenhouses)
      answer.value.greenhouses.sort(byUrgency)
      given(answer.value.greenhouses.length > few ? [] : answer.value.greenhouses)
      answer.value.greenhouses.forEach((card) => known.set(card.id, { card, at: answer.storedAt ?? answer.value.at }))
      return answer
    },
    () => place.value
  )
  const { given, heard } = useAdviceAnew(load)
  const loadSoon = useSoon(() => void load(), moment)
  const when = (id: number, take: (card: Card, all: Card[]) => void) =>
    change(({ greenhouses }) => {
      const card = greenhouses.find((one) => one.id === id)
      if (card) take(card, greenhouses)
    })
  const then = (id: number) => request.value.value?.greenhouses.some((card) => card.id === id) && loadSoon()

  useLive(
    {
      reading: (event) => {
        when(event.greenhouseId, (card) => {
          card.latest[event.quantity] = withReading(card.latest[event.quantity], event)
        })
        heard(event)
      },
      state: (event) => {
        when(event.greenhouseId, (card, all) => {
          withState(card, event)
          all.sort(byUrgency)
        })
        then(event.greenhouseId)
      },
      alarm: (alarm) => {
        when(alarm.greenhouse.id, (card) => withAlarm(card, alarm))
        then(alarm.greenhouse.id)
      },
      actuator: (event) => when(event.greenhouseId, (card) => {
        const vent = card.vents.find((one) => one.name === event.name)
        if (vent) vent.position = event.position
      }),
      device: ({ greenhouseId, connected }) => greenhouseId !== undefined && when(greenhouseId, (card) => {
        card.vents.forEach((vent) => (vent.connected = connected))
      })
    },
    catchUp
  )
  if (left?.place === place.value && Date.now() - left.at < comesBack) request.value = { state: 'done', value: left.value, storedAt: null }
  onBeforeUnmount(() => {
    const { state, value, storedAt } = request.value
    left = state === 'done' && storedAt === null ? { place: place.value, value, at: Date.now() } : null
  })
  onMounted(load)
  watch(place, load)
  return { request, load }
}
