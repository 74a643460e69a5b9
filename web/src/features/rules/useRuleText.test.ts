import { expect, it } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import libEn from '@/lib/locales/en.json'
import libZh from '@/lib/locales/zh.json'
import { i18n, setLanguage, setMessageLoader } from '@/lib/i18n'
import type { Rule } from '@/lib/types'
import en from './locales/en.json'
import zh from './locales/zh.json'
import { useRuleText } from './useRuleText'

async function textOf(rule: Partial<Rule>, language: 'zh' | 'en') {
  setMessageLoader((_, wanted) => Promise.resolve(wanted === 'en' ? { ...libEn, rules: en } : { ...libZh, rules: zh }))
  await setLanguage(language)
  let text = ''
  const setup = () => {
    text = useRuleText().ruleText({ period: 'always', holdSeconds: 0, unit: null, ...rule } as Rule)
    return () => h('p')
  }
  createApp(defineComponent({ setup })).use(i18n).mount(document.createElement('div'))
  return text
}

it('says of a length of time that it is longer, and of a figure that it is above', async () => {
  const wet = { quantity: 'wet_hours', kind: 'above', threshold: 12 } as const
  expect(await textOf(wet, 'zh')).toBe('叶面湿了超过12小时')
  expect(await textOf(wet, 'en')).toBe('Leaf wetness for more than 12 h')
  expect(await textOf({ quantity: 'air_temperature', kind: 'above', threshold: 32 }, 'zh')).toBe('棚温高于32.0℃')
})
