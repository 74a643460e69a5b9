import { computed, readonly, ref, watch } from 'vue'
import type { Me } from './types'

/** The signed-in person and the rights the server grants; null while nobody is signed in. */
const me = ref<Me | null>(null)

const noRights: Me['may'] = { invite: false, seePeople: false, editPlaces: false, addDevices: false, acknowledge: false, operate: false }

const may = computed(() => me.value?.may ?? noRights)
const hasPlaceRole = computed(() => me.value !== null && me.value.home !== 'household')
const hasHouseholdRole = computed(() => me.value?.roles.some((role) => role.household !== null) ?? false)
const maySetThresholds = computed(() => me.value?.roles.some(({ role }) => ['technician', 'farmer', 'family'].includes(role)) ?? false)

/** What decides which navigation tabs a person gets. */
export interface Access { may: Me['may']; hasPlaceRole: boolean; hasHouseholdRole: boolean }

/** Called by features/session alone. */
export function setMe(value: Me | null): void {
  me.value = value
}

/** For what is cached per person: called when somebody else signs in, and on sign-out. */
export function onPersonChange(listener: (person: number | undefined) => void): void {
  watch(() => me.value?.person.id, listener, { flush: 'sync' })
}

export function useAccess() {
  return {
    me: readonly(me),
    may,
    /** Has a role on a place (an office), not only on a household. */
    hasPlaceRole,
    /** Has a role on a household: farmer, family or worker. */
    hasHouseholdRole,
    /** May set the crop and the limits of a greenhouse (permission `set_thresholds`). */
    maySetThresholds,
    access: computed<Access>(() => ({ may: may.value, hasPlaceRole: hasPlaceRole.value, hasHouseholdRole: hasHouseholdRole.value }))
  }
}
