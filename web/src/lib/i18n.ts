import { createI18n } from 'vue-i18n'
import { Refusal, setRequestLanguage } from './client'
import { openNewPage } from './newPage'
import type { Language } from './types'

export interface Messages { [key: string]: string | Messages }

/** Loads one bundle of messages in one language; its messages are merged at the top level. */
export type MessageLoader = (bundle: string, language: Language) => Promise<Messages>

/** The bundle that every page needs. */
export const shellBundle = 'shell'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  missingWarn: false,
  fallbackWarn: false,
  messages: {} as Record<string, Messages>
})

let loader: MessageLoader = () => Promise.resolve({})
const required = new Set<string>([shellBundle])
const loaded = new Set<string>()

export function setMessageLoader(load: MessageLoader): void {
  loader = load
}

export function initialLanguage(): Language {
  const stored = localStorage.getItem('language')
  if (stored === 'zh' || stored === 'en') return stored
  return navigator.language.startsWith('zh') ? 'zh' : 'en'
}

async function load(bundle: string, language: Language): Promise<void> {
  const messages = await loader(bundle, language).catch(() => {
    throw new Refusal('unreachable', '')
  })
  i18n.global.mergeLocaleMessage(language, messages)
  loaded.add(`${language}/${bundle}`)
}

/** Loops, because a page that opens meanwhile may require further bundles. */
async function loadRequired(language: Language): Promise<void> {
  for (;;) {
    const missing = [...required].filter((bundle) => !loaded.has(`${language}/${bundle}`))
    if (missing.length === 0) return
    await Promise.all(missing.map((bundle) => load(bundle, language)))
  }
}

/** Resolves when the bundles are there in the current language. Rejects with a Refusal when one does not load. */
export async function requireMessages(bundles: string[]): Promise<void> {
  bundles.forEach((bundle) => required.add(bundle))
  await loadRequired(i18n.global.locale.value as Language)
}

/** Switches once all required bundles are there; rejects and keeps the language when one does not load. */
export async function setLanguage(language: Language): Promise<void> {
  await loadRequired(language)
  i18n.global.locale.value = language
  localStorage.setItem('language', language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  setRequestLanguage(language)
}

/** For a person's choice: a second try whose messages do not load opens the page in the chosen language. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    await setLanguage(language)
  } catch (error) {
    localStorage.setItem('language', language)
    if (await openNewPage(window.location.href)) return
    localStorage.setItem('language', i18n.global.locale.value)
    throw error
  }
}
