import { readonly, ref } from 'vue'

const now = ref(Date.now())
setInterval(() => (now.value = Date.now()), 10_000)

/** The present time in milliseconds, updated every ten seconds. */
export const useNow = () => readonly(now)
