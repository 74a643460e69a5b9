import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { onPersonChange } from '@/lib/access'
import type { Answer } from '@/lib/client'
import { useLive } from '@/lib/live/useLive'
import type { Card, Greenhouses } from '@/lib/types'
import { useRequest } from '@/lib/useRequest'
import { useThrottle } from '@/lib/useThrottle'
import { listGreenhouses } from './api'
import { applyAlarm, applyStatus, byUrgency, mergeReading } from './cardUpdates'
import type { MaybeStored } from './freshness'
import { useAdviceRefresh } from './useAdviceRefresh'

/** Jitter, so that the phones of a county do not reload at once. */
export const reloadDelayMs = () => 1000 + Math.random() * 1000

/** Longer lists are shown as tiles without advice. */
const cardsMax = 10

/** The last card of every greenhouse that was listed in this visit. */
const cards = new Map<number, { card: Card; at: string }>()
export const cachedCard = (id: number) => cards.get(id) ?? null

/** Stale-while-revalidate: the previous list is shown while it is reloaded, if the person returns within a minute. */
let previous: { place: string | null; value: Greenhouses; at: number } | null = null
const previousMaxAgeMs = 60_000

onPersonChange(() => {
  cards.clear()
  previous = null
})

/** Marks the cards of a stored answer: their status may have changed since. */
export function markStored<T>(answer: Answer<T>, cardsOf: (value: T) => MaybeStored<Card>[]): Answer<T> {
  if (answer.storedAt !== null) cardsOf(answer.value).forEach((card) => (card.stored = true))
  return answer
}

/** The greenhouses under a place, or all that the person may see, kept current by the live stream. */
export function useGreenhouses(place: Ref<string | null>) {
  const { request, load, update, resync } = useRequest(
    async () => {
      const answer = markStored(await listGreenhouses(place.value ?? undefined), (value) => value.greenhouses)
      const { greenhouses, at } = answer.value
      greenhouses.sort(byUrgency)
      onAnswer(greenhouses.length > cardsMax ? [] : greenhouses)
      greenhouses.forEach((card) => cards.set(card.id, { card, at: answer.storedAt ?? at }))
      return answer
    },
    () => place.value
  )
  const { onAnswer, onReading } = useAdviceRefresh(load)
  const reload = useThrottle(() => void load(), reloadDelayMs)
  const updateCard = (id: number, change: (card: Card, all: Card[]) => void) =>
    update(({ greenhouses }) => {
      const card = greenhouses.find((one) => one.id === id)
      if (card) change(card, greenhouses)
    })
  const reloadIfListed = (id: number) => request.value.value?.greenhouses.some((card) => card.id === id) && reload()

  useLive(
    {
      reading: (reading) => {
        updateCard(reading.greenhouseId, (card) => {
          card.latest[reading.quantity] = mergeReading(card.latest[reading.quantity], reading)
        })
        onReading(reading)
      },
      status: (status) => {
        updateCard(status.greenhouseId, (card, all) => {
          applyStatus(card, status)
          all.sort(byUrgency)
        })
        reloadIfListed(status.greenhouseId)
      },
      alarm: (alarm) => {
        updateCard(alarm.greenhouse.id, (card) => applyAlarm(card, alarm))
        reloadIfListed(alarm.greenhouse.id)
      },
      actuator: ({ greenhouseId, name, position }) => updateCard(greenhouseId, (card) => {
        const vent = card.vents.find((one) => one.name === name)
        if (vent) vent.position = position
      }),
      device: ({ greenhouseId, connected }) => greenhouseId !== undefined && updateCard(greenhouseId, (card) => {
        card.vents.forEach((vent) => (vent.connected = connected))
      })
    },
    resync
  )
  if (previous?.place === place.value && Date.now() - previous.at < previousMaxAgeMs) {
    request.value = { state: 'done', value: previous.value, storedAt: null }
  }
  onBeforeUnmount(() => {
    const { state, value, storedAt } = request.value
    previous = state === 'done' && storedAt === null ? { place: place.value, value, at: Date.now() } : null
  })
  onMounted(load)
  watch(place, load)
  return { request, load }
}
