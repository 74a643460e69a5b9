import { listProfiles } from '@/api/devices'
import type { Device } from '@/api/types'
import { deviceStanding } from './deviceStanding'
import { useNow } from './useNow'
import { useRequest } from './useRequest'

const { request, load } = useRequest(listProfiles)

/** How a device stands at this moment; which kinds can move something is asked for once. */
export function useDeviceStanding() {
  const now = useNow()
  if (request.value.state === 'idle') void load()
  const moves = (device: Device) => (request.value.value?.profiles.find((one) => one.code === device.profile)?.actuators.length ?? 0) > 0
  return { standing: (device: Device) => deviceStanding(device, moves(device), now.value) }
}
