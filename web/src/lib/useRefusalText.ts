import type { Refusal } from './client'
import { useWords } from './useI18n'

/** A refusal as a sentence: the server's own when it has one. */
export function useRefusal() {
  const { t, length, headed } = useWords()
  function sentence(refusal: Refusal): string {
    const text = headed(refusal.detail) || t(`refusals.${refusal.code}`)
    if (refusal.code !== 'too_many' || refusal.retryAfterSeconds === null || refusal.detail) return text
    return t('refusals.tooManyFor', { length: length(refusal.retryAfterSeconds) })
  }
  return { sentence }
}
