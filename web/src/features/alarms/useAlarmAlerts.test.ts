import { beforeEach, describe, expect, it } from 'vitest'
import type { Alarm, Notice } from '@/lib/types'
import { trackNotices } from './noticeTracker'
import { startAlarmAlerts, useAlarmAlerts } from './useAlarmAlerts'

const me = 7
const notice = (at: string, personId = me, escalationStep: Notice['escalationStep'] = 'household'): Notice => ({
  at: `2026-11-23T${at}Z`, channel: 'page', personId, to: '示例农户03', state: 'sent', attempts: 1, error: null, escalationStep
})
const alarm = (severity: Alarm['severity'], notices: Notice[], state: Alarm['state'] = 'raised') => ({
  id: 7, state, severity, raisedAt: '2026-11-23T13:00:00Z', code: 'air_cold_danger', greenhouse: { id: 3, name: '3号棚' },
  place: { code: '', name: '' }, params: {}, acknowledgedAt: null, acknowledgedBy: null, note: null, clearedAt: null, evaluated: [], notices
}) as unknown as Alarm
const first = notice('13:00:00')
const second = notice('13:10:00')

describe('a notice', () => {
  let tracker: ReturnType<typeof trackNotices>
  const alerts = (one: Alarm, person = me) => tracker.isNew(one, person)
  beforeEach(() => (tracker = trackNotices()))

  it('alerts once', () => {
    expect(alerts(alarm('danger', [first]))).toBe(true)
    expect(alerts(alarm('danger', [first]))).toBe(false)
    expect(alerts(alarm('danger', [first, second]))).toBe(true)
    expect(alerts(alarm('danger', [first]))).toBe(false)
    expect(alerts(alarm('danger', [first, { ...second, channel: 'program' }, second]))).toBe(false)
  })

  it('alerts for severity no_data, not for severity watch', () => {
    expect(alerts(alarm('no_data', [first]))).toBe(true)
    expect(alerts({ ...alarm('watch', [first]), id: 8 })).toBe(false)
  })

  it('is absent in quiet hours, so nothing alerts', () => {
    expect(alerts(alarm('no_data', []))).toBe(false)
    expect(alerts(alarm('no_data', [first]))).toBe(true)
  })

  it('does not alert after acknowledgement, and does when the alarm worsens', () => {
    expect(alerts(alarm('danger', [first]))).toBe(true)
    expect(alerts(alarm('danger', [first], 'acknowledged'))).toBe(false)
    expect(alerts(alarm('watch', [first], 'acknowledged'))).toBe(false)
    expect(alerts(alarm('danger', [first, second]))).toBe(true)
  })

  it('alerts when severity watch becomes a danger', () => {
    expect(alerts(alarm('watch', [first]))).toBe(false)
    expect(alerts(alarm('danger', [first, second]))).toBe(true)
  })

  it('alerts a person on no escalation step when a danger begins, without repeats', () => {
    const other = 8
    expect(alerts(alarm('danger', [first]), other)).toBe(true)
    expect(alerts(alarm('danger', [first, second]), other)).toBe(false)
    expect(alerts({ ...alarm('no_data', [first]), id: 8 }, other)).toBe(false)
  })

  it('alerts by person id, not by name', () => {
    expect(alerts(alarm('danger', [first]))).toBe(true)
    expect(alerts(alarm('danger', [first, { ...second, personId: 8 }]))).toBe(false)
    expect(alerts(alarm('danger', [first, { ...second, to: '改了名字' }]))).toBe(true)
  })

  it('alerts the persons of the escalation step that the alarm has reached', () => {
    const secretary = 9
    expect(alerts(alarm('danger', [first]), secretary)).toBe(true)
    const escalated = notice('13:40:00', secretary, 'village')
    expect(alerts(alarm('danger', [first, escalated]), secretary)).toBe(true)
    expect(alerts(alarm('danger', [first, escalated, notice('13:50:00', secretary, 'village')]), secretary)).toBe(true)
  })
})

describe('the banner', () => {
  const { activeAlert, dismiss } = useAlarmAlerts()
  const monitor = startAlarmAlerts(() => ({ title: '', body: '' }))
  beforeEach(() => {
    monitor.reset()
    monitor.start([])
    monitor.resync([alarm('danger', [first])])
    expect(activeAlert.value?.id).toBe(7)
  })

  it('disappears when the alarm was cleared during a gap', () => {
    monitor.resync([])
    expect(activeAlert.value).toBeNull()
  })

  it('disappears when the alarm was acknowledged during a gap', () => {
    monitor.resync([alarm('danger', [first], 'acknowledged')])
    expect(activeAlert.value).toBeNull()
  })

  it('stays when another alarm is dismissed', () => {
    dismiss(9)
    expect(activeAlert.value?.id).toBe(7)
    dismiss(7)
    expect(activeAlert.value).toBeNull()
  })
})
