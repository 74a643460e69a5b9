// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { applyAlarm } from '@/features/greenhouses/cardUpdates'
import type { Alarm } from '@/lib/types'
import { alarm, card } from '@/testing/cards'
import { alarmReason, mergeAlarm, shownAlarmStatus, shownStatus } from './shownStatus'

describe('an alarm whose value is back in its band', () => {
  const recovering = { ...alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z'), recovering: true } as Alarm

  it('is shown as recovering', () => {
    const one = card(1, '1号棚', 'danger', '')
    applyAlarm(one, recovering)
    expect([shownAlarmStatus(recovering), shownStatus(one)]).toEqual(['recovering', 'recovering'])
    expect(alarmReason(recovering)).toMatchObject({ code: 'air_hot', recovering: true })
  })

  it('is shown with its severity without the flag, and once it is cleared', () => {
    const plain = alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z')
    const one = card(1, '1号棚', 'danger', '')
    applyAlarm(one, plain)
    expect([shownAlarmStatus(plain), shownStatus(one)]).toEqual(['danger', 'danger'])
    expect(shownAlarmStatus({ ...recovering, state: 'cleared' })).toBe('danger')
  })
})

describe('a greenhouse without fresh readings', () => {
  it('has lost contact only with an alarm', () => {
    const one = card(1, '1号棚', 'no_data', '')
    expect(shownStatus(one)).toBe('late')
    applyAlarm(one, alarm(9, 'raised', 'no_data', '2026-11-23T00:00:00Z'))
    expect(shownStatus(one)).toBe('no_data')
  })
})

describe('a live update of a recovering alarm', () => {
  const changed = (...changes: string[]) =>
    ({ ...alarm(9, 'raised', 'danger', '2026-11-23T00:00:00Z'), recovering: false, changes: changes.map((change) => ({ change })) }) as Alarm
  const recovering = { ...changed('raised'), recovering: true }

  it('keeps it recovering when it is acknowledged, and not when the condition changes', () => {
    expect(mergeAlarm(recovering, changed('raised', 'acknowledged')).recovering).toBe(true)
    expect(mergeAlarm(recovering, changed('raised', 'worsened')).recovering).toBe(false)
    const one = card(1, '1号棚', 'danger', '')
    applyAlarm(one, recovering)
    applyAlarm(one, { ...changed('raised', 'acknowledged'), state: 'acknowledged' })
    expect(shownStatus(one)).toBe('recovering')
    applyAlarm(one, { ...changed('raised', 'worsened'), code: 'air_hot_danger' })
    expect(shownStatus(one)).toBe('danger')
  })
})
