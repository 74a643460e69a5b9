import { query, read, write } from '@/lib/client'
import type { Acknowledgement, Alarm, Alarms, Severity } from '@/lib/types'

export const listAlarms = (search: {
  state: 'open' | 'all'; severity?: Severity | ''; greenhouse?: number; top?: number
}) => read<Alarms>(`/api/alarms${query(search)}`)
export const getAlarm = (id: number) => read<Alarm>(`/api/alarms/${id}`)
export const acknowledgeAlarm = (id: number, body: Acknowledgement = {}) =>
  write<Alarm>('POST', `/api/alarms/${id}/acknowledge`, body)
