import { query, read, write } from './client'
import type { Alarm } from './types'

export const listAlarms = (search: {
  state: 'open' | 'all'; greenhouse?: number; place?: string | null; top?: number; skip?: number
}) => read<{ count: number; alarms: Alarm[] }>(`/api/alarms${query(search)}`)
export const getAlarm = (id: number) => read<Alarm>(`/api/alarms/${id}`)
export const acknowledgeAlarm = (id: number, note?: string) =>
  write<Alarm>('POST', `/api/alarms/${id}/acknowledge`, note ? { note } : {})
