import { useI18n } from '@/lib/useI18n'

/** The position of an actuator in words. */
export function usePositionText() {
  const { t } = useI18n()
  function positionText(position: number | null): string {
    if (position === null) return t('actuation.controls.unknown')
    if (position <= 0) return t('actuation.controls.closed')
    return position >= 100 ? t('actuation.controls.opened') : t('actuation.controls.at', { n: Math.round(position) })
  }
  return { positionText }
}
