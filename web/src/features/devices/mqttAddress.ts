import type { About } from '@/lib/types'

/** The MQTT address of the server, which has another port than the page; null if the server does not publish it. */
export function mqttAddress(info: About | null, host: string): string | null {
  return info?.mqttPort ? `${host}:${info.mqttPort}` : null
}
