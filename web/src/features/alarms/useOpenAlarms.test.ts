import { expect, it } from 'vitest'
import { alarm } from '@/testing/cards'
import { bySeverity } from './useOpenAlarms'

it('sorts unacknowledged alarms first, then by severity', () => {
  const alarms = [
    alarm(1, 'acknowledged', 'danger', '2026-11-23T03:00:00Z'),
    alarm(2, 'raised', 'watch', '2026-11-23T02:00:00Z'),
    alarm(3, 'raised', 'danger', '2026-11-23T01:00:00Z'),
    alarm(4, 'raised', 'no_data', '2026-11-23T01:00:00Z')
  ]
  expect(alarms.sort(bySeverity).map((one) => one.id)).toEqual([3, 4, 2, 1])
})
