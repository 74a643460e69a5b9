import { computed } from 'vue'
import { onLive } from '@/lib/live/useLive'
import type { Alarm } from '@/lib/types'
import { useRequest } from '@/lib/useRequest'
import { listAlarms } from './api'
import { mergeAlarm } from './shownStatus'

const severityOrder = { danger: 0, no_data: 1, watch: 2 }
export const openAlarmsTop = 100
const { request, load, update, reset } = useRequest(() => listAlarms({ state: 'open', top: openAlarmsTop }))
const open = computed(() => request.value.value?.alarms ?? [])

/** Unacknowledged first, then by severity, then the newest first. */
export function bySeverity(a: Alarm, b: Alarm): number {
  const acknowledged = Number(a.state !== 'raised') - Number(b.state !== 'raised')
  return acknowledged || severityOrder[a.severity] - severityOrder[b.severity] || Date.parse(b.raisedAt) - Date.parse(a.raisedAt)
}

export function upsertAlarm(list: Alarm[], alarm: Alarm): void {
  const at = list.findIndex((one) => one.id === alarm.id)
  if (at >= 0) list[at] = mergeAlarm(list[at]!, alarm)
  else list.unshift(alarm)
}

/** Resolves to null when they cannot be loaded. */
export async function loadOpenAlarms(): Promise<Alarm[] | null> {
  await load()
  return request.value.state === 'done' ? request.value.value.alarms : null
}

export function trackOpenAlarms(): void {
  onLive('alarm', (alarm) =>
    update((list) => {
      if (alarm.state === 'cleared') list.alarms = list.alarms.filter((one) => one.id !== alarm.id)
      else upsertAlarm(list.alarms, alarm)
    })
  )
}

export const clearOpenAlarms = reset

/** The open alarms of everything that the person may see. */
export function useOpenAlarms() {
  const raised = computed(() => open.value.filter((alarm) => alarm.state === 'raised').sort(bySeverity))
  return {
    open: computed(() => [...open.value].sort(bySeverity)),
    unacknowledged: computed(() => raised.value.length),
    /** The highest severity among the unacknowledged ones. */
    worst: computed(() => raised.value[0]?.severity ?? 'watch')
  }
}
