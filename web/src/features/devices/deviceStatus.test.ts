import { expect, it } from 'vitest'
import type { About } from '@/lib/types'
import { mqttAddress } from './mqttAddress'
import { deviceStanding, inTrouble } from './deviceStatus'
import zh from '@/lib/locales/zh.json'

const now = Date.parse('2026-11-23T08:00:00Z')
const device = { connected: false, tokenValid: true, lastReadingAt: '2026-11-23T07:59:59Z' as string | null }

it('is well while its readings come, whether or not it holds a line open', () => {
  expect(deviceStanding(device, false, now)).toBe('sending')
  expect(deviceStanding({ ...device, connected: true }, true, now)).toBe('connected')
  expect(inTrouble('sending') || inTrouble('connected')).toBe(false)
})

it('is said to send only while it does', () => {
  expect(deviceStanding({ ...device, lastReadingAt: '2026-11-23T07:51:00Z' }, false, now)).toBe('sent')
  expect(inTrouble('sent')).toBe(false)
  expect(deviceStanding({ ...device, lastReadingAt: '2026-11-23T07:51:00Z' }, true, now)).toBe('deaf')
  expect(zh.device.standing.deaf).not.toContain(zh.device.standing.sending)
})

it('is in trouble when it is silent, cannot hear what it should move, or may not send', () => {
  expect(deviceStanding({ ...device, lastReadingAt: '2026-11-23T07:40:00Z' }, false, now)).toBe('away')
  expect(deviceStanding({ ...device, lastReadingAt: null }, false, now)).toBe('away')
  expect(deviceStanding(device, true, now)).toBe('deaf')
  expect(deviceStanding({ ...device, tokenValid: false, connected: true }, false, now)).toBe('noToken')
  expect((['away', 'deaf', 'noToken'] as const).every(inTrouble)).toBe(true)
})

it('is told a port only if the server says which', () => {
  const about = { version: '', sample: false, now: '' } as About
  expect(mqttAddress(about, '192.168.1.9')).toBeNull()
  expect(mqttAddress(null, '192.168.1.9')).toBeNull()
  expect(mqttAddress({ ...about, mqttPort: 18830 } as About, '192.168.1.9')).toBe('192.168.1.9:18830')
})
