import { onPersonChange, useAccess } from '@/lib/access'
import { useLive } from '@/lib/live/useLive'
import { useI18n } from '@/lib/useI18n'
import { useSentences } from '@/features/rules/useSentences'
import { alarmReason } from './shownStatus'
import { startAlarmAlerts, useAlarmAlerts } from './useAlarmAlerts'
import { clearOpenAlarms, loadOpenAlarms, trackOpenAlarms, useOpenAlarms } from './useOpenAlarms'

/** Keeps the open alarms current and alerts the signed-in person; called once, by the app. */
export function useAlarmTracking() {
  const { t } = useI18n()
  const { reasonText } = useSentences()
  const { me } = useAccess()
  const { unacknowledged } = useOpenAlarms()
  const { activeAlert } = useAlarmAlerts()
  trackOpenAlarms()
  const alerts = startAlarmAlerts((alarm) => ({
    title: `${alarm.greenhouse.name} ${t(`alarms.states.${alarm.severity}`)}`,
    body: reasonText(alarmReason(alarm))
  }))
  /** Alarms that are open when the page opens do not alert. */
  let started = false

  async function refresh(): Promise<void> {
    const alarms = await loadOpenAlarms()
    if (alarms === null) return
    if (started) alerts.resync(alarms)
    else alerts.start(alarms)
    started = true
  }
  function restart(person: number | undefined): void {
    clearOpenAlarms()
    alerts.reset()
    started = false
    if (person !== undefined) void refresh()
  }

  useLive({}, (begins) => void ((started || !begins) && refresh()))
  onPersonChange(restart)
  restart(me.value?.person.id)
  return { activeAlert, unacknowledged }
}
