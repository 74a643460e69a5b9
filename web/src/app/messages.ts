import { shellBundle, type MessageLoader, type Messages } from '@/lib/i18n'

const shell = { zh: () => import('./locales/shell.zh'), en: () => import('./locales/shell.en') }
const features = import.meta.glob<Messages>('../features/*/locales/*.json', { import: 'default' })

/** {path of a feature's file: its tabs} as {feature: {tabs}}. */
function byFeature(tabs: Record<string, Messages>): Messages {
  return Object.fromEntries(Object.entries(tabs).map(([path, labels]) => [path.match(/features\/(\w+)\//)![1]!, { tabs: labels }]))
}

/** Loads the shell's messages, or those of a feature under its name. */
export const loadMessages: MessageLoader = async (bundle, language) => {
  if (bundle === shellBundle) {
    const { messages, tabs } = await shell[language]()
    return { ...byFeature(tabs), ...messages }
  }
  const load = features[`../features/${bundle}/locales/${language}.json`]
  if (!load) throw new Error(`there is no feature ${bundle}`)
  return { [bundle]: await load() }
}
