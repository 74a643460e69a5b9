import { reactive } from 'vue'
import type { Refusal } from './client'

const said = new WeakMap<Refusal, Set<string>>()

/** The reasons of a refusal that stand under their fields already, and need not be said once more. */
export function saidUnder(refusal: Refusal): Set<string> {
  const before = said.get(refusal)
  if (before) return before
  const reasons = reactive(new Set<string>())
  said.set(refusal, reasons)
  return reasons
}
