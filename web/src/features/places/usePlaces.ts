import { computed } from 'vue'
import { listPlaces } from './api'
import type { Place } from '@/lib/types'
import { useRequest } from '@/lib/useRequest'

const { request, load, forget } = useRequest(listPlaces)

/** Each place with how deep it stands in the tree, parents before children. */
export function inTreeOrder(places: Place[]): { place: Place; depth: number }[] {
  const codes = new Set(places.map((place) => place.code))
  const under = (parent: string | null, depth: number): { place: Place; depth: number }[] =>
    places
      .filter((place) => (place.parentCode !== null && codes.has(place.parentCode) ? place.parentCode : null) === parent)
      .flatMap((place) => [{ place, depth }, ...under(place.code, depth + 1)])
  return under(null, 0)
}

export function usePlaces() {
  if (request.value.state === 'idle') void load()
  return { request, load, tree: computed(() => inTreeOrder(request.value.value?.places ?? [])) }
}

export const forgetPlaces = forget
