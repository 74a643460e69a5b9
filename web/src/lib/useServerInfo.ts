import { onMounted, ref } from 'vue'
import { getServerInfo } from './api'
import type { About } from './types'

/** The server's version and settings; null until they are known. */
export function useServerInfo() {
  const info = ref<About | null>(null)
  onMounted(async () => {
    info.value = await getServerInfo().then((answer) => answer.value).catch(() => null)
  })
  return info
}
