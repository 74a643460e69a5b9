import { readonly, ref } from 'vue'

/** Elder mode: larger text and targets, and a read-aloud button on every card. Kept for the page before sign-in. */
const storageKey = 'elder'
const on = ref(false)

export const elderMode = readonly(on)

export function setElderMode(value: boolean): void {
  on.value = value
  document.documentElement.classList.toggle('elder', value)
  localStorage.setItem(storageKey, value ? '1' : '')
}

export const restoreElderMode = () => setElderMode(localStorage.getItem(storageKey) === '1')
