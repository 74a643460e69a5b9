import { reactive } from 'vue'
import type { Refusal } from './client'

const shown = new WeakMap<Refusal, Set<string>>()

/** The reasons of a refusal that are shown under their fields; the form does not repeat them. */
export function fieldErrors(refusal: Refusal): Set<string> {
  const known = shown.get(refusal)
  if (known) return known
  const reasons = reactive(new Set<string>())
  shown.set(refusal, reasons)
  return reasons
}
