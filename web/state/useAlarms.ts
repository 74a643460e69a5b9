import { computed, ref } from 'vue'
import { listAlarms } from '@/api/alarms'
import type { Alarm } from '@/api/types'
import { onLive } from './useLive'

const severity = { danger: 0, lost: 1, watch: 2 }
const open = ref<Alarm[]>([])

export function byWeight(a: Alarm, b: Alarm): number {
  const waiting = Number(a.state !== 'raised') - Number(b.state !== 'raised')
  return waiting || severity[a.severity] - severity[b.severity] || Date.parse(b.raisedAt) - Date.parse(a.raisedAt)
}

export function withAlarmIn(list: Alarm[], alarm: Alarm): void {
  const at = list.findIndex((one) => one.id === alarm.id)
  if (at >= 0) list[at] = alarm
  else list.unshift(alarm)
}

export async function loadOpenAlarms(): Promise<Alarm[]> {
  const answer = await listAlarms({ state: 'open', top: 100 })
  open.value = answer.value.alarms
  return answer.value.alarms
}

export function followAlarms(): void {
  onLive('alarm', (alarm) => {
    if (alarm.state === 'cleared') open.value = open.value.filter((one) => one.id !== alarm.id)
    else withAlarmIn(open.value, alarm)
  })
}

export function clearAlarms(): void {
  open.value = []
}

/** The open alarms of everything one may see, for the badge and the day's list. */
export function useAlarms() {
  return {
    open: computed(() => [...open.value].sort(byWeight)),
    waiting: computed(() => open.value.filter((alarm) => alarm.state === 'raised').length),
    /** The worst of those that nobody has seen. */
    worst: computed(() => open.value.filter((alarm) => alarm.state === 'raised').sort(byWeight)[0]?.severity ?? 'watch')
  }
}
