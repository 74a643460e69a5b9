import { readonly, ref } from 'vue'

/** The last action, which can be undone for ten seconds. */
export interface Undoable { id: number; text: string; undo: () => Promise<void> }

const current = ref<Undoable | null>(null)
const seconds = 10
let timer: ReturnType<typeof setTimeout> | undefined
let count = 0

export function offerUndo(text: string, undo: () => Promise<void>): void {
  clearTimeout(timer)
  current.value = { id: ++count, text, undo }
  timer = setTimeout(() => (current.value = null), seconds * 1000)
}

export function useUndo() {
  async function undo(): Promise<void> {
    const action = current.value
    clearTimeout(timer)
    current.value = null
    await action?.undo()
  }
  return { current: readonly(current), seconds, undo }
}
