import { defaultLateAfterMs } from '@/lib/readingAge'
import type { Device } from '@/lib/types'

/**
 * 'connected': its MQTT connection is open. 'sending' and 'sent': a reading came just now, or within the age limit; a device
 * that only measures needs no connection. 'noCommands': it sends, but its actuators cannot be reached without a connection.
 */
export type DeviceStatus = 'connected' | 'sending' | 'sent' | 'noCommands' | 'offline' | 'noToken'

const sendingMs = 2 * 60_000

type Known = Pick<Device, 'connected' | 'tokenValid' | 'lastReadingAt'>

export function deviceStatus(device: Known, hasActuators: boolean, now: number): DeviceStatus {
  if (!device.tokenValid) return 'noToken'
  if (device.connected) return 'connected'
  if (device.lastReadingAt === null || now - Date.parse(device.lastReadingAt) > defaultLateAfterMs) return 'offline'
  if (hasActuators) return 'noCommands'
  return now - Date.parse(device.lastReadingAt) > sendingMs ? 'sent' : 'sending'
}

export const needsAttention = (status: DeviceStatus) => !['connected', 'sending', 'sent'].includes(status)
