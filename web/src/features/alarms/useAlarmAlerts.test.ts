import { beforeEach, describe, expect, it } from 'vitest'
import type { Alarm, Notice } from '@/lib/types'
import { heardNotices } from './noticeTracker'
import { followBell, useBell } from './useAlarmAlerts'

const me = 7
const notice = (at: string, personId = me, rung: Notice['rung'] = 'household'): Notice => ({
  at: `2026-11-23T${at}Z`, channel: 'page', personId, to: '示例农户03', state: 'sent', tries: 1, error: null, rung
})
const alarm = (severity: Alarm['severity'], notices: Notice[], state: Alarm['state'] = 'raised') => ({
  id: 7, state, severity, raisedAt: '2026-11-23T13:00:00Z', code: 'air_cold_danger', greenhouse: { id: 3, name: '3号棚' },
  place: { code: '', name: '' }, params: {}, acknowledgedAt: null, acknowledgedBy: null, note: null, clearedAt: null, looked: [], notices
}) as unknown as Alarm
const first = notice('13:00:00')
const second = notice('13:10:00')

describe('the bell', () => {
  let heard: ReturnType<typeof heardNotices>
  const rings = (one: Alarm, person = me) => heard.isNew(one, person)
  beforeEach(() => (heard = heardNotices()))

  it('rings at each notice, and once for each', () => {
    expect(rings(alarm('danger', [first]))).toBe(true)
    expect(rings(alarm('danger', [first]))).toBe(false)
    expect(rings(alarm('danger', [first, second]))).toBe(true)
    expect(rings(alarm('danger', [first]))).toBe(false)
    expect(rings(alarm('danger', [first, { ...second, channel: 'command' }, second]))).toBe(false)
  })

  it('rings for a greenhouse that is lost, not for one to watch', () => {
    expect(rings(alarm('lost', [first]))).toBe(true)
    expect(rings({ ...alarm('watch', [first]), id: 8 })).toBe(false)
  })

  it('is silent where the server tells nobody: in quiet hours there is no notice', () => {
    expect(rings(alarm('lost', []))).toBe(false)
    expect(rings(alarm('lost', [first]))).toBe(true)
  })

  it('is silent once somebody has seen it, and rings when it got worse again', () => {
    expect(rings(alarm('danger', [first]))).toBe(true)
    expect(rings(alarm('danger', [first], 'acknowledged'))).toBe(false)
    expect(rings(alarm('watch', [first], 'acknowledged'))).toBe(false)
    expect(rings(alarm('danger', [first, second]))).toBe(true)
  })

  it('rings when something to watch becomes a danger', () => {
    expect(rings(alarm('watch', [first]))).toBe(false)
    expect(rings(alarm('danger', [first, second]))).toBe(true)
  })

  it('tells whoever is on no rung that a danger begins, without the repeats', () => {
    const other = 8
    expect(rings(alarm('danger', [first]), other)).toBe(true)
    expect(rings(alarm('danger', [first, second]), other)).toBe(false)
    expect(rings({ ...alarm('lost', [first]), id: 8 }, other)).toBe(false)
  })

  it('rings for a person, not for all of that name', () => {
    expect(rings(alarm('danger', [first]))).toBe(true)
    expect(rings(alarm('danger', [first, { ...second, personId: 8 }]))).toBe(false)
    expect(rings(alarm('danger', [first, { ...second, to: '改了名字' }]))).toBe(true)
  })

  it('reaches a rung that the alarm has climbed to', () => {
    const secretary = 9
    expect(rings(alarm('danger', [first]), secretary)).toBe(true)
    const climbed = notice('13:40:00', secretary, 'village')
    expect(rings(alarm('danger', [first, climbed]), secretary)).toBe(true)
    expect(rings(alarm('danger', [first, climbed, notice('13:50:00', secretary, 'village')]), secretary)).toBe(true)
  })
})

describe('the banner', () => {
  const { ringing, hush } = useBell()
  const bell = followBell(() => ({ title: '', body: '' }))
  beforeEach(() => {
    bell.forget()
    bell.begin([])
    bell.catchUp([alarm('danger', [first])])
    expect(ringing.value?.id).toBe(7)
  })

  it('goes when the alarm was over before the line was back', () => {
    bell.catchUp([])
    expect(ringing.value).toBeNull()
  })

  it('goes when the alarm was seen before the line was back', () => {
    bell.catchUp([alarm('danger', [first], 'acknowledged')])
    expect(ringing.value).toBeNull()
  })

  it('stays when another alarm than the one it shows was seen', () => {
    hush(9)
    expect(ringing.value?.id).toBe(7)
    hush(7)
    expect(ringing.value).toBeNull()
  })
})
