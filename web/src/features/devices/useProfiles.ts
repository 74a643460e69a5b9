import type { Device } from '@/lib/types'
import { useI18n } from '@/lib/useI18n'
import { useRequest } from '@/lib/useRequest'
import { listProfiles } from './api'
import { isOfGreenhouse, profileOf, quantityLabel } from './profiles'

const { request, load } = useRequest(listProfiles)

/** The profiles of devices, requested once. */
export function useProfiles() {
  const { name, localized } = useI18n()
  if (request.value.state === 'idle') void load()
  const find = (device: Pick<Device, 'profile'>) => profileOf(device, request.value.value?.profiles ?? [])
  return {
    hasActuators: (device: Device) => (find(device)?.actuators.length ?? 0) > 0,
    /** False until the profiles are known. */
    hasGreenhouse: (device: Device) => isOfGreenhouse(find(device)),
    quantityName(device: Pick<Device, 'profile'>, code: string | null): string {
      const label = quantityLabel(find(device), code)
      return label ? localized(label) : name('quantities', code)
    }
  }
}
