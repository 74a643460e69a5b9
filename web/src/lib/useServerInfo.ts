import { computed, onMounted, ref } from 'vue'
import { getServerInfo } from './api'
import type { About } from './types'

const info = ref<About | null>(null)
let loading = false

/** The server's version and settings, requested until it has started; null until they are known. */
export function useServerInfo() {
  onMounted(async () => {
    if (loading || info.value?.mqttPort) return
    loading = true
    info.value = await getServerInfo().then((answer) => answer.value).catch(() => info.value)
    loading = false
  })
  return info
}

/** Whether the server sends no command and no notice; false until it is known. */
export function useQuietServer() {
  const server = useServerInfo()
  return computed(() => server.value?.quiet === true)
}
