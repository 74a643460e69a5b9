import { computed, onMounted, ref, watch } from 'vue'
import { getSeries } from '@/api/greenhouses'
import type { Greenhouse } from '@/api/types'
import { useLive } from './useLive'
import { useNow } from './useNow'
import { useRequest } from './useRequest'

export const spans = ['day', 'week', 'month', 'season', 'all'] as const
export type Span = (typeof spans)[number]

const day = 86_400_000
const lengths: Record<Span, number> = { day, week: 7 * day, month: 30 * day, season: 90 * day, all: Infinity }
const shortest = 1_800_000
const buckets = 600

/** What part of the past is looked at, and its curve. At present it goes along with the clock. */
export function useCurve(greenhouse: Greenhouse) {
  const now = useNow()
  const quantity = ref(greenhouse.streams.find((one) => one.quantity === 'air_temperature')?.quantity ?? greenhouse.streams[0]?.quantity ?? '')
  const span = ref<Span>('day')
  const to = ref(Date.now())
  const length = ref(day)
  const everything = computed(() => length.value === Infinity)
  const zoomed = computed(() => length.value !== lengths[span.value])
  const atPresent = computed(() => everything.value || to.value >= now.value - 3 * 60_000)
  const { request, load } = useRequest(() =>
    getSeries(greenhouse.id, {
      quantities: [quantity.value],
      from: everything.value ? 'first' : new Date(to.value - length.value),
      to: everything.value ? 'last' : new Date(to.value),
      buckets
    })
  )
  /** Of everything, only the answer knows from when to when it is. */
  const shown = computed<[number, number]>(() => {
    if (!everything.value) return [to.value - length.value, to.value]
    const answer = request.value.value
    return answer ? [Date.parse(answer.from), Date.parse(answer.to)] : [to.value - day, to.value]
  })
  const last = computed(() => greenhouse.streams.find((one) => one.quantity === quantity.value)?.latest?.at ?? null)

  function choose(wish: Span): void {
    span.value = wish
    length.value = lengths[wish]
    to.value = Date.now()
  }
  function shift(direction: 1 | -1): void {
    to.value = Math.min(Date.now(), to.value + direction * length.value)
  }
  function goToLast(): void {
    if (last.value) to.value = Math.min(Date.now(), Date.parse(last.value) + 60_000)
  }
  function zoom(start: number, end: number): void {
    length.value = Math.max(shortest, end - start)
    to.value = Math.min(Date.now(), end)
  }
  /** Once a minute, unless the person has gone back in time or looks closer. */
  function follow(): void {
    const behind = Date.now() - to.value
    if (behind >= 60_000 && behind < 3 * 60_000 && !zoomed.value) to.value = Date.now()
  }

  watch(now, follow)
  watch([quantity, to, length], () => void load())
  useLive({}, () => void load())
  onMounted(load)
  return { request, load, quantity, span, shown, everything, last, zoomed, atPresent, choose, shift, zoom, goToLast }
}
