import type { Refusal } from './client'
import { useI18n } from './useI18n'

/** A refusal as a sentence: the server's own when it has one. */
export function useRefusalText() {
  const { t, duration, capitalize } = useI18n()
  function refusalText(refusal: Refusal): string {
    const text = capitalize(refusal.detail) || t(`refusals.${refusal.code}`)
    if (refusal.code !== 'too_many' || refusal.retryAfterSeconds === null || refusal.detail) return text
    return t('refusals.tooManyFor', { length: duration(refusal.retryAfterSeconds) })
  }
  return { refusalText }
}
