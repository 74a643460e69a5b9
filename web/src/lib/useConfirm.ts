import { readonly, ref } from 'vue'

/** One question before something that cannot be undone. */
export interface Question { text: string; detail: string; yes: string; resolve: (answer: boolean) => void }

const question = ref<Question | null>(null)

export function ask(text: string, yes: string, detail = ''): Promise<boolean> {
  question.value?.resolve(false)
  return new Promise((resolve) => {
    question.value = { text, detail, yes, resolve }
  })
}

export function useAsk() {
  function answer(value: boolean): void {
    question.value?.resolve(value)
    question.value = null
  }
  return { question: readonly(question), answer }
}
