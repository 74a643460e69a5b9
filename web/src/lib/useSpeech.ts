import { useI18n } from 'vue-i18n'

/** Reads a text aloud with the phone's own voice. */
export function useReadAloud() {
  const { locale } = useI18n({ useScope: 'global' })
  const possible = 'speechSynthesis' in window
  function speak(text: string): void {
    speechSynthesis.cancel()
    const words = new SpeechSynthesisUtterance(text)
    words.lang = locale.value === 'zh' ? 'zh-CN' : 'en-GB'
    words.rate = 0.9
    speechSynthesis.speak(words)
  }
  return { possible, speak }
}
