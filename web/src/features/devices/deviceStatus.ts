import type { Device } from '@/lib/types'
import { fresh } from '@/lib/readingAge'

/**
 * What a device is up to. One that only measures need not hold a line open: it is well while its readings come. One that
 * moves things hears nothing without its line. How often it means to send is not known: only of what came just now is it
 * said that it sends.
 */
export type DeviceStanding = 'connected' | 'sending' | 'sent' | 'deaf' | 'away' | 'noToken'

export function deviceStanding(device: Pick<Device, 'connected' | 'tokenValid' | 'lastReadingAt'>, moves: boolean, now: number): DeviceStanding {
  if (!device.tokenValid) return 'noToken'
  if (device.connected) return 'connected'
  if (device.lastReadingAt === null || now - Date.parse(device.lastReadingAt) > fresh) return 'away'
  if (moves) return 'deaf'
  return now - Date.parse(device.lastReadingAt) > justNow ? 'sent' : 'sending'
}

const justNow = 2 * 60_000

export const inTrouble = (standing: DeviceStanding) => !['connected', 'sending', 'sent'].includes(standing)
