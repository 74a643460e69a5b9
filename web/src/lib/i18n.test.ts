import { beforeEach, describe, expect, it, vi } from 'vitest'

describe('messages', () => {
  let i18n: typeof import('./i18n')
  let missing: string[]
  let loads: string[]

  beforeEach(async () => {
    vi.resetModules()
    i18n = await import('./i18n')
    missing = []
    loads = []
    i18n.setMessageLoader(async (bundle, language) => {
      loads.push(`${language}/${bundle}`)
      if (missing.includes(`${language}/${bundle}`)) throw new TypeError('failed to fetch')
      return { [bundle]: { title: `${bundle} ${language}` } }
    })
    await i18n.setLanguage('zh')
  })
  const title = (feature: string) => i18n.i18n.global.t(`${feature}.title`)

  it('of a feature are loaded once, when a page requires them', async () => {
    expect(loads).toEqual(['zh/shell'])
    await i18n.requireMessages(['devices'])
    await i18n.requireMessages(['devices'])
    expect(loads).toEqual(['zh/shell', 'zh/devices'])
    expect(title('devices')).toBe('devices zh')
  })

  it('of all required features are there after the language is switched', async () => {
    await i18n.requireMessages(['devices', 'places'])
    await i18n.setLanguage('en')
    expect([title('shell'), title('devices'), title('places')]).toEqual(['shell en', 'devices en', 'places en'])
  })

  it('of a page that opens while the language is switched are in the new language', async () => {
    const switching = i18n.setLanguage('en')
    const opening = i18n.requireMessages(['devices'])
    await Promise.all([switching, opening])
    expect(title('devices')).toBe('devices en')
  })

  it('that do not load are refused as unreachable and can be required again', async () => {
    missing = ['zh/devices']
    await expect(i18n.requireMessages(['devices'])).rejects.toMatchObject({ code: 'unreachable' })
    missing = []
    await i18n.requireMessages(['devices'])
    expect(title('devices')).toBe('devices zh')
  })

  it('that do not load keep the present language', async () => {
    missing = ['en/shell']
    await expect(i18n.setLanguage('en')).rejects.toMatchObject({ code: 'unreachable' })
    expect(i18n.i18n.global.locale.value).toBe('zh')
  })
})
