import { computed, onMounted, ref, watch } from 'vue'
import { getSeries } from '@/features/greenhouses/api'
import type { Greenhouse } from '@/lib/types'
import { mainQuantities } from '@/lib/quantities'
import { useLive } from '@/lib/live/useLive'
import { useNow } from '@/lib/useNow'
import { useRequest } from '@/lib/useRequest'

export const spans = ['day', 'week', 'month', 'season', 'all'] as const
export type Span = (typeof spans)[number]

const minute = 60_000
const day = 86_400_000
const lengths: Record<Span, number> = { day, week: 7 * day, month: 30 * day, season: 90 * day, all: Infinity }
const shortest = 1_800_000
const buckets = 600

/** What part of the past is looked at, and its curve. At present it goes along with the clock. */
export function useCurve(greenhouse: () => Greenhouse) {
  const now = useNow()
  const streams = () => greenhouse().streams.filter((one) => one.quantity)
  const first = () => (streams().find((one) => one.quantity === mainQuantities[0]) ?? streams()[0])?.quantity ?? ''
  const quantity = ref(first())
  const span = ref<Span>('day')
  const to = ref(Date.now())
  const length = ref(day)
  const following = ref(true)
  const everything = computed(() => length.value === Infinity)
  const zoomed = computed(() => length.value !== lengths[span.value])
  const atPresent = computed(() => everything.value || to.value >= now.value - 3 * minute)
  const about = () => [quantity.value, length.value, following.value || to.value].join()
  const { request, load, catchUp } = useRequest(
    () =>
      getSeries(greenhouse().id, {
        quantities: [quantity.value],
        from: everything.value ? 'first' : new Date(to.value - length.value),
        to: everything.value ? 'last' : new Date(to.value),
        buckets
      }),
    about
  )
  /** An answer knows best from when to when it is: one of everything, and one that was stored. */
  const shown = computed<[number, number]>(() => {
    const answer = request.value.value
    if (answer) return [Date.parse(answer.from), Date.parse(answer.to)]
    return [to.value - (everything.value ? day : length.value), to.value]
  })
  const last = computed(() => streams().find((one) => one.quantity === quantity.value)?.latest?.at ?? null)

  function show(end: number, follows = false): void {
    to.value = Math.min(Date.now(), end)
    following.value = follows
  }
  function choose(wish: Span): void {
    span.value = wish
    length.value = lengths[wish]
    show(Date.now(), true)
  }
  function shift(direction: 1 | -1): void {
    const end = to.value + direction * length.value
    show(end, end >= Date.now() && !zoomed.value)
  }
  function goToLast(): void {
    if (last.value) show(Date.parse(last.value) + minute)
  }
  function zoom(start: number, end: number): void {
    length.value = Math.max(shortest, end - start)
    show(end)
  }
  /** Once a minute, however long the phone slept, unless the person has gone back in time or looks closer. */
  function follow(): void {
    if (following.value && Date.now() - to.value >= minute) to.value = Date.now()
  }
  const ask = () => (quantity.value === '' ? undefined : void load())

  watch(now, follow)
  watch(first, (fresh) => (quantity.value ||= fresh))
  watch([quantity, to, length], ask)
  useLive({}, catchUp)
  onMounted(ask)
  return { request, load, quantity, span, shown, everything, last, zoomed, atPresent, choose, shift, zoom, goToLast }
}
