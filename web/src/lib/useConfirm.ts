import { readonly, ref } from 'vue'

/** A question before an action that cannot be undone. */
export interface Confirmation { text: string; detail: string; accept: string; resolve: (accepted: boolean) => void }

const confirmation = ref<Confirmation | null>(null)

/** `accept` labels the button that confirms. A second question cancels the first. */
export function confirmAction(text: string, accept: string, detail = ''): Promise<boolean> {
  confirmation.value?.resolve(false)
  return new Promise((resolve) => {
    confirmation.value = { text, detail, accept, resolve }
  })
}

export function useConfirm() {
  function answer(accepted: boolean): void {
    confirmation.value?.resolve(accepted)
    confirmation.value = null
  }
  return { confirmation: readonly(confirmation), answer }
}
