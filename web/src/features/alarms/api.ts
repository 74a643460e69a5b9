import { byId, client, read, write } from '@/lib/client'
import type { Acknowledgement, Severity } from '@/lib/types'

export const listAlarms = (query: { state: 'open' | 'all'; severity?: Severity; greenhouse?: number; top?: number }) =>
  read(client.GET('/api/alarms', { params: { query } }))
export const getAlarm = (id: number) => read(client.GET('/api/alarms/{id}', { params: byId(id) }))
export const acknowledgeAlarm = (id: number, body: Acknowledgement = {}) =>
  write(client.POST('/api/alarms/{id}/acknowledge', { params: byId(id), body }))
