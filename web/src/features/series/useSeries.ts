import { computed, onMounted, ref, watch } from 'vue'
import { useLive } from '@/lib/live/useLive'
import { mainQuantities } from '@/lib/quantities'
import type { Greenhouse } from '@/lib/types'
import { useNow } from '@/lib/useNow'
import { useRequest } from '@/lib/useRequest'
import { getSeries } from './api'

export const spans = ['day', 'week', 'month', 'season', 'all'] as const
export type Span = (typeof spans)[number]

const minuteMs = 60_000
const dayMs = 86_400_000
const lengths: Record<Span, number> = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs, season: 90 * dayMs, all: Infinity }
const shortestMs = 1_800_000
const buckets = 600

/** The time window of the chart and its series. A window that ends now moves with the clock. */
export function useSeries(greenhouse: () => Greenhouse) {
  const now = useNow()
  const streams = () => greenhouse().streams.filter((one) => one.quantity)
  const defaultQuantity = () => (streams().find((one) => one.quantity === mainQuantities[0]) ?? streams()[0])?.quantity ?? ''
  const quantity = ref(defaultQuantity())
  const span = ref<Span>('day')
  const to = ref(Date.now())
  const length = ref(dayMs)
  const following = ref(true)
  const everything = computed(() => length.value === Infinity)
  const zoomed = computed(() => length.value !== lengths[span.value])
  const atPresent = computed(() => everything.value || to.value >= now.value - 3 * minuteMs)
  const key = () => [quantity.value, length.value, following.value || to.value].join()
  const { request, load, resync } = useRequest(
    () =>
      getSeries(greenhouse().id, {
        quantities: [quantity.value],
        from: everything.value ? 'first' : new Date(to.value - length.value),
        to: everything.value ? 'last' : new Date(to.value),
        buckets
      }),
    key
  )
  /** The window of the answer, which differs from the requested one if it is of everything or was stored. */
  const shown = computed<[number, number]>(() => {
    const answer = request.value.value
    if (answer) return [Date.parse(answer.from), Date.parse(answer.to)]
    return [to.value - (everything.value ? dayMs : length.value), to.value]
  })
  const last = computed(() => streams().find((one) => one.quantity === quantity.value)?.latest?.at ?? null)

  function show(end: number, follow = false): void {
    to.value = Math.min(Date.now(), end)
    following.value = follow
  }
  function choose(chosen: Span): void {
    span.value = chosen
    length.value = lengths[chosen]
    show(Date.now(), true)
  }
  function shift(direction: 1 | -1): void {
    const end = to.value + direction * length.value
    show(end, end >= Date.now() && !zoomed.value)
  }
  function goToLast(): void {
    if (last.value) show(Date.parse(last.value) + minuteMs)
  }
  function zoom(start: number, end: number): void {
    length.value = Math.max(shortestMs, end - start)
    show(end)
  }
  /** At most once a minute; after the device has slept, at once. */
  function follow(): void {
    if (following.value && Date.now() - to.value >= minuteMs) to.value = Date.now()
  }
  const loadIfKnown = () => (quantity.value === '' ? undefined : void load())

  watch(now, follow)
  watch(defaultQuantity, (known) => (quantity.value ||= known))
  watch([quantity, to, length], loadIfKnown)
  useLive({}, resync)
  onMounted(loadIfKnown)
  return { request, load, quantity, span, shown, everything, last, zoomed, atPresent, choose, shift, zoom, goToLast }
}
