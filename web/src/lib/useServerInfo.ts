import { onMounted, ref } from 'vue'
import { getAbout } from '@/features/session/api'
import type { About } from './types'

/** What the server says of itself, as far as it can be had. */
export function useAbout() {
  const about = ref<About | null>(null)
  onMounted(async () => {
    about.value = await getAbout().then((answer) => answer.value).catch(() => null)
  })
  return about
}
