import { listProfiles } from './api'
import type { Device } from '@/lib/types'
import { deviceStanding } from './deviceStatus'
import { useNow } from '@/lib/useNow'
import { useRequest } from '@/lib/useRequest'

const { request, load } = useRequest(listProfiles)

/** How a device stands at this moment; which kinds can move something is asked for once. */
export function useDeviceStanding() {
  const now = useNow()
  if (request.value.state === 'idle') void load()
  const moves = (device: Device) => (request.value.value?.profiles.find((one) => one.code === device.profile)?.actuators.length ?? 0) > 0
  return { standing: (device: Device) => deviceStanding(device, moves(device), now.value) }
}
