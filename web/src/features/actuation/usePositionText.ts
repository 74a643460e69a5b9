import { useWords } from '@/lib/useI18n'

/** How far something is open, in words. */
export function useStanding() {
  const { t } = useWords()
  function standing(position: number | null): string {
    if (position === null) return t('controls.unknown')
    if (position <= 0) return t('controls.closed')
    return position >= 100 ? t('controls.opened') : t('controls.at', { n: Math.round(position) })
  }
  return { standing }
}
