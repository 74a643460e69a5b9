import type { Alarm, Card, Status } from '@/lib/types'

/** Cards and alarms for tests. */
export const card = (id: number, name: string, status: Status, since: string): Card => ({
  id, name, status, statusSince: since, place: { code: '610829101201', name: '' }, household: null, crop: null, stage: null,
  reason: null, advice: [], latest: {}, spark: null, alarm: null, vents: [], commandValidSeconds: 120
})
export const alarm = (id: number, state: Alarm['state'], severity: Alarm['severity'], raisedAt: string) => ({
  id, state, severity, raisedAt, code: 'air_hot', greenhouse: { id: 1, name: '' }, place: { code: '', name: '' }, params: {},
  acknowledgedAt: null, acknowledgedBy: null, note: null, clearedAt: null, evaluated: [], notices: []
}) as unknown as Alarm
