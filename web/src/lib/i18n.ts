import { createI18n } from 'vue-i18n'
import { Refusal, speakLanguage } from './client'
import type { Language } from './types'

type Words = { [key: string]: string | Words }

const loaders = { zh: () => import('@/lib/locales/zh.json'), en: () => import('@/lib/locales/en.json') }

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  missingWarn: false,
  fallbackWarn: false,
  messages: {} as Record<string, Words>
})

export function firstLanguage(): Language {
  const kept = localStorage.getItem('language')
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.startsWith('zh') ? 'zh' : 'en'
}

const loaded = new Set<Language>()

/** Refused when the words do not come. */
export async function useLanguage(language: Language): Promise<void> {
  if (!loaded.has(language)) {
    const words = await loaders[language]().catch(() => {
      throw new Refusal('unreachable', '')
    })
    i18n.global.setLocaleMessage(language, words.default)
    loaded.add(language)
  }
  i18n.global.locale.value = language
  localStorage.setItem('language', language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  speakLanguage(language)
}
