import type { Device } from '@/lib/types'
import { useNow } from '@/lib/useNow'
import { deviceStatus } from './deviceStatus'
import { useProfiles } from './useProfiles'

/** The status of devices at the present time. */
export function useDeviceStatus() {
  const now = useNow()
  const { hasActuators } = useProfiles()
  return { statusOf: (device: Device) => deviceStatus(device, hasActuators(device), now.value) }
}
