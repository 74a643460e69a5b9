import type { Card } from '@/lib/types'
import { lags, newestOf } from '@/lib/readingAge'
import { freshAdvice } from './dedupeAdvice'
import { useFreshness } from './freshness'
import { mainQuantities } from '@/lib/quantities'
import { useNow } from '@/lib/useNow'
import { useWords } from '@/lib/useI18n'

/** A greenhouse as one would tell it over the fence. */
export function useCardWords() {
  const { shownOf } = useFreshness()
  const now = useNow()
  const { t, say, why, name, value, time } = useWords()
  function aloud(card: Card): string {
    const parts = [`${card.name}${t('elder.comma')}${t(`states.${shownOf(card)}`)}`]
    if (card.reason) parts.push(why(card.reason))
    const newest = newestOf(mainQuantities.map((quantity) => card.latest[quantity]))
    for (const quantity of mainQuantities) {
      const latest = card.latest[quantity]
      if (!latest) continue
      const own = lags(latest, newest, now.value) ? `${t('elder.comma')}${t('elder.measured', { time: time(latest.at) })}` : ''
      parts.push(`${name('quantities', quantity)} ${value(latest.value, latest.unit)}${own}`)
    }
    if (newest) parts.push(t('elder.measured', { time: time(newest.at) }))
    parts.push(...freshAdvice(card).map((one) => say('advice', one)))
    return parts.join(t('elder.stop'))
  }
  return { aloud }
}
