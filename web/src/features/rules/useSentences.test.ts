import { describe, expect, it } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { i18n, setLanguage, setMessageLoader } from '@/lib/i18n'
import type { Advice } from '@/lib/types'
import { useSentences } from './useSentences'

async function adviceText(advice: Advice, language: 'zh' | 'en') {
  setMessageLoader(() => Promise.resolve({ greenhouses: { advice: { dry: 'as built {vpd}' } } }))
  await setLanguage(language)
  let text = ''
  const setup = () => {
    text = useSentences().adviceText(advice)
    return () => h('p')
  }
  createApp(defineComponent({ setup })).use(i18n).mount(document.createElement('div'))
  return text
}

describe('adviceText', () => {
  const dry = { code: 'dry', params: { vpd: 1.5 } }
  const sentence = { zh: '偏干 {vpd}，{other}', en: 'Dry {vpd}' }

  it('has the words of the definitions that the server sends', async () => {
    expect(await adviceText({ ...dry, sentence }, 'zh')).toBe('偏干 1.5，{other}')
    expect(await adviceText({ ...dry, sentence }, 'en')).toBe('Dry 1.5')
  })
  it('has the words of the app for a card that was stored without them', async () => {
    expect(await adviceText(dry, 'en')).toBe('as built 1.5')
  })
})
