import { readonly, ref } from 'vue'

const now = ref(Date.now())
setInterval(() => (now.value = Date.now()), 10_000)

/** The present moment, moving on every ten seconds. */
export const useNow = () => readonly(now)
