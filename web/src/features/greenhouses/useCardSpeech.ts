import { useSentences } from '@/features/rules/useSentences'
import { mainQuantities } from '@/lib/quantities'
import { needsOwnAge, newestReading } from '@/lib/readingAge'
import type { Card } from '@/lib/types'
import { useI18n } from '@/lib/useI18n'
import { useNow } from '@/lib/useNow'
import { useFreshness } from './freshness'

/** The text of a greenhouse for reading aloud. */
export function useCardSpeech() {
  const { statusOf, reasonOf, adviceOf } = useFreshness()
  const now = useNow()
  const { t, name, value, relativeTime } = useI18n()
  const { adviceText, reasonText } = useSentences()
  function speechOf(card: Card): string {
    const parts = [`${card.name}${t('speech.comma')}${t(`alarms.states.${statusOf(card)}`)}`]
    const reason = reasonOf(card)
    if (reason) parts.push(reasonText(reason))
    const newest = newestReading(mainQuantities.map((quantity) => card.latest[quantity]))
    for (const quantity of mainQuantities) {
      const latest = card.latest[quantity]
      if (!latest) continue
      const age = needsOwnAge(latest, newest, now.value) ? `${t('speech.comma')}${t('speech.measured', { time: relativeTime(latest.at) })}` : ''
      parts.push(`${name('quantities', quantity)} ${value(latest.value, latest.unit)}${age}`)
    }
    if (newest) parts.push(t('speech.measured', { time: relativeTime(newest.at) }))
    parts.push(...adviceOf(card).map((one) => adviceText(one)))
    return parts.join(t('speech.stop'))
  }
  return { speechOf }
}
