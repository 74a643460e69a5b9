import { computed } from 'vue'
import { listAlarms } from './api'
import type { Alarm } from '@/lib/types'
import { onLive } from '@/lib/live/useLive'
import { useRequest } from '@/lib/useRequest'

const severity = { danger: 0, lost: 1, watch: 2 }
export const openAlarmsTop = 100
const { request, load, change, forget } = useRequest(() => listAlarms({ state: 'open', top: openAlarmsTop }))
const open = computed(() => request.value.value?.alarms ?? [])

export function byWeight(a: Alarm, b: Alarm): number {
  const waiting = Number(a.state !== 'raised') - Number(b.state !== 'raised')
  return waiting || severity[a.severity] - severity[b.severity] || Date.parse(b.raisedAt) - Date.parse(a.raisedAt)
}

export function withAlarmIn(list: Alarm[], alarm: Alarm): void {
  const at = list.findIndex((one) => one.id === alarm.id)
  if (at >= 0) list[at] = alarm
  else list.unshift(alarm)
}

/** Gives them, unless they cannot be had now. */
export async function loadOpenAlarms(): Promise<Alarm[] | null> {
  await load()
  return request.value.state === 'done' ? request.value.value.alarms : null
}

export function followAlarms(): void {
  onLive('alarm', (alarm) =>
    change((list) => {
      if (alarm.state === 'cleared') list.alarms = list.alarms.filter((one) => one.id !== alarm.id)
      else withAlarmIn(list.alarms, alarm)
    })
  )
}

export const clearAlarms = forget

/** The open alarms of everything one may see, for the badge and the day's list. */
export function useAlarms() {
  return {
    open: computed(() => [...open.value].sort(byWeight)),
    waiting: computed(() => open.value.filter((alarm) => alarm.state === 'raised').length),
    /** The worst of those that nobody has seen. */
    worst: computed(() => open.value.filter((alarm) => alarm.state === 'raised').sort(byWeight)[0]?.severity ?? 'watch')
  }
}
