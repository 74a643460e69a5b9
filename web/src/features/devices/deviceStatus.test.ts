// @vitest-environment node
import { expect, it } from 'vitest'
import type { About } from '@/lib/types'
import { mqttAddress } from './mqttAddress'
import { deviceStatus, needsAttention } from './deviceStatus'
import zh from './locales/zh.json'

const now = Date.parse('2026-11-23T08:00:00Z')
const device = { connected: false, tokenValid: true, lastReadingAt: '2026-11-23T07:59:59Z' as string | null }

it('needs no attention while its readings come, with or without a connection', () => {
  expect(deviceStatus(device, false, now)).toBe('sending')
  expect(deviceStatus({ ...device, connected: true }, true, now)).toBe('connected')
  expect(needsAttention('sending') || needsAttention('connected')).toBe(false)
})

it('is called sending only if its last reading is recent', () => {
  expect(deviceStatus({ ...device, lastReadingAt: '2026-11-23T07:51:00Z' }, false, now)).toBe('sent')
  expect(needsAttention('sent')).toBe(false)
  expect(deviceStatus({ ...device, lastReadingAt: '2026-11-23T07:51:00Z' }, true, now)).toBe('noCommands')
  expect(zh.status.noCommands).not.toContain(zh.status.sending)
})

it('needs attention when it is silent, cannot receive commands, or has no token', () => {
  expect(deviceStatus({ ...device, lastReadingAt: '2026-11-23T07:40:00Z' }, false, now)).toBe('offline')
  expect(deviceStatus({ ...device, lastReadingAt: null }, false, now)).toBe('offline')
  expect(deviceStatus(device, true, now)).toBe('noCommands')
  expect(deviceStatus({ ...device, tokenValid: false, connected: true }, false, now)).toBe('noToken')
  expect((['offline', 'noCommands', 'noToken'] as const).every(needsAttention)).toBe(true)
})

it('has an MQTT address only if the server publishes its port', () => {
  const about = { version: '', sample: false, now: '' } as About
  expect(mqttAddress(about, '192.168.1.9')).toBeNull()
  expect(mqttAddress(null, '192.168.1.9')).toBeNull()
  expect(mqttAddress({ ...about, mqttPort: 18830 } as About, '192.168.1.9')).toBe('192.168.1.9:18830')
})
