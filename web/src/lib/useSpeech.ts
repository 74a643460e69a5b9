import { useI18n } from './useI18n'

/** Reads a text aloud with the device's own voice. */
export function useSpeech() {
  const { locale } = useI18n()
  const isSupported = 'speechSynthesis' in window
  function speak(text: string): void {
    speechSynthesis.cancel()
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.lang = locale.value === 'zh' ? 'zh-CN' : 'en-GB'
    utterance.rate = 0.9
    speechSynthesis.speak(utterance)
  }
  return { isSupported, speak }
}
