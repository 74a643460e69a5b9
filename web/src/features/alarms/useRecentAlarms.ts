import { onMounted, type Ref } from 'vue'
import { useLive } from '@/lib/live/useLive'
import { useRequest } from '@/lib/useRequest'
import { listAlarms } from './api'
import { upsertAlarm } from './useOpenAlarms'

/** The last alarms of one greenhouse. */
export function useRecentAlarms(greenhouse: Ref<number>) {
  const { request, load, update, resync } = useRequest(
    () => listAlarms({ state: 'all', greenhouse: greenhouse.value, top: 5 }),
    () => greenhouse.value
  )
  useLive(
    {
      alarm: (alarm) => {
        if (alarm.greenhouse.id === greenhouse.value) update((list) => upsertAlarm(list.alarms, alarm))
      }
    },
    resync
  )
  onMounted(load)
  return { request, load }
}
