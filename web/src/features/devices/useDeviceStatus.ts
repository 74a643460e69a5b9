import type { Device } from '@/lib/types'
import { useNow } from '@/lib/useNow'
import { useRequest } from '@/lib/useRequest'
import { listProfiles } from './api'
import { deviceStatus } from './deviceStatus'

const { request, load } = useRequest(listProfiles)

/** The status of devices at the present time; the profiles, which list the actuators, are requested once. */
export function useDeviceStatus() {
  const now = useNow()
  if (request.value.state === 'idle') void load()
  const hasActuators = (device: Device) =>
    (request.value.value?.profiles.find((one) => one.code === device.profile)?.actuators.length ?? 0) > 0
  return { statusOf: (device: Device) => deviceStatus(device, hasActuators(device), now.value) }
}
