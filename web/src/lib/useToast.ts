import { readonly, ref } from 'vue'

/** A short message, shown for four seconds. */
const text = ref('')
const isError = ref(false)
const shownMs = 4000
let timer: ReturnType<typeof setTimeout> | undefined

export function showToast(message: string, error = false): void {
  clearTimeout(timer)
  text.value = message
  isError.value = error
  timer = setTimeout(() => (text.value = ''), shownMs)
}

export const useToast = () => ({ text: readonly(text), isError: readonly(isError) })
