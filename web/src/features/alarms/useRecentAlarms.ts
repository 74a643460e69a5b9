import { onMounted, type Ref } from 'vue'
import { listAlarms } from './api'
import { withAlarmIn } from './useOpenAlarms'
import { useLive } from '@/lib/live/useLive'
import { useRequest } from '@/lib/useRequest'

/** The last alarms of one greenhouse. */
export function useGreenhouseAlarms(id: Ref<number>) {
  const { request, load, change, catchUp } = useRequest(
    () => listAlarms({ state: 'all', greenhouse: id.value, top: 5 }),
    () => id.value
  )
  useLive(
    {
      alarm: (alarm) => {
        if (alarm.greenhouse.id === id.value) change((list) => withAlarmIn(list.alarms, alarm))
      }
    },
    catchUp
  )
  onMounted(load)
  return { request, load }
}
