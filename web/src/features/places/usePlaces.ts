import { computed } from 'vue'
import { onPersonChange } from '@/lib/access'
import type { Place } from '@/lib/types'
import { useRequest } from '@/lib/useRequest'
import { listPlaces } from './api'

const { request, load, reset } = useRequest(listPlaces)
onPersonChange(reset)

/** Each place with its depth in the tree, parents before children. */
export function inTreeOrder(places: Place[]): { place: Place; depth: number }[] {
  const codes = new Set(places.map((place) => place.code))
  const childrenOf = (parent: string | null, depth: number): { place: Place; depth: number }[] =>
    places
      .filter((place) => (place.parentCode !== null && codes.has(place.parentCode) ? place.parentCode : null) === parent)
      .flatMap((place) => [{ place, depth }, ...childrenOf(place.code, depth + 1)])
  return childrenOf(null, 0)
}

/** The levels on which households and devices are. */
export const villageLevels = ['village', 'group']

/** Whether there is no place, or none of these levels. */
export const lacksLevels = (places: Pick<Place, 'level'>[], levels?: string[]): boolean =>
  !places.some(({ level }) => !levels || levels.includes(level))

/** The places that the person may see, requested once. */
export function usePlaces() {
  if (request.value.state === 'idle') void load()
  return {
    request,
    load,
    tree: computed(() => inTreeOrder(request.value.value?.places ?? [])),
    /** False until the places are known. */
    lacksPlaces: (levels?: string[]) => request.value.value !== null && lacksLevels(request.value.value.places, levels)
  }
}
