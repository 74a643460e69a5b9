import { readonly, ref } from 'vue'

/** A short word about what happened, gone after four seconds. */
const text = ref('')
const bad = ref(false)
let timer: ReturnType<typeof setTimeout> | undefined

export function tell(message: string, isBad = false): void {
  clearTimeout(timer)
  text.value = message
  bad.value = isBad
  timer = setTimeout(() => (text.value = ''), 4000)
}

export const useTell = () => ({ text: readonly(text), bad: readonly(bad) })
