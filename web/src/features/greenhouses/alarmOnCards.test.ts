// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { shownAlarmStatus } from '@/features/alarms/shownStatus'
import { alarm, card } from '@/testing/cards'
import { alarmOnCards } from './alarmOnCards'

describe('an alarm beside its greenhouse', () => {
  const listed = alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z')
  const shown = (recovering: boolean) => {
    const one = card(1, '1号棚', 'danger', '')
    one.alarm = { id: 9, code: 'air_hot', severity: 'danger', raisedAt: listed.raisedAt, acknowledged: false }
    one.reason = { code: 'air_hot', params: {}, recovering }
    return one
  }

  it('recovers when the greenhouse does', () => {
    expect(shownAlarmStatus(alarmOnCards(listed, [shown(true)]))).toBe('recovering')
    expect(shownAlarmStatus(alarmOnCards({ ...listed, recovering: true }, [shown(false)]))).toBe('danger')
  })

  it('is as listed when the greenhouse has a worse one or is not shown', () => {
    const other = shown(false)
    other.alarm!.id = 10
    expect(alarmOnCards({ ...listed, recovering: true }, [other]).recovering).toBe(true)
    expect(alarmOnCards(listed, [])).toBe(listed)
  })
})
