import type { About } from '@/lib/types'

/** Where devices reach the server over MQTT, as far as it says so; its port is not the page's. */
export function mqttAddress(about: About | null, host: string): string | null {
  return about?.mqttPort ? `${host}:${about.mqttPort}` : null
}
