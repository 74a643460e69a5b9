import { onMounted, type Ref } from 'vue'
import { listAlarms } from '@/api/alarms'
import { withAlarmIn } from './useAlarms'
import { useLive } from './useLive'
import { useRequest } from './useRequest'

/** The last alarms of one greenhouse. */
export function useGreenhouseAlarms(id: Ref<number>) {
  const { request, load } = useRequest(() => listAlarms({ state: 'all', greenhouse: id.value, top: 5 }))
  useLive(
    {
      alarm: (alarm) => {
        if (request.value.value && alarm.greenhouse.id === id.value) withAlarmIn(request.value.value.alarms, alarm)
      }
    },
    () => void load()
  )
  onMounted(load)
  return { request, load }
}
