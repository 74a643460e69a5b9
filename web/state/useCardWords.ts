import type { Card } from '@/api/types'
import { useWords } from './useWords'

/** A greenhouse as one would tell it over the fence. */
export function useCardWords() {
  const { t, say, name, value, time } = useWords()
  function aloud(card: Card): string {
    const parts = [`${card.name}${t('elder.comma')}${t(`states.${card.state}`)}`]
    if (card.reason) parts.push(say('reasons', card.reason))
    for (const quantity of ['air_temperature', 'relative_humidity']) {
      const latest = card.latest[quantity]
      if (latest) parts.push(`${name('quantities', quantity)} ${value(latest.value, latest.unit)}`)
    }
    const newest = card.latest.air_temperature
    if (newest) parts.push(t('elder.measured', { time: time(newest.at) }))
    parts.push(...card.advice.map((one) => say('advice', one)))
    return parts.join(t('elder.stop'))
  }
  return { aloud }
}
