import type { About } from '@/api/types'

/** Where devices reach the server over MQTT, as far as it says so; its port is not the page's. */
export function mqttAddress(about: About | null, host: string): string | null {
  const { mqttPort, mqtt } = (about ?? {}) as { mqttPort?: number; mqtt?: string }
  if (mqtt) return mqtt
  return mqttPort ? `${host}:${mqttPort}` : null
}
