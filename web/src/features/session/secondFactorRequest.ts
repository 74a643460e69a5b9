import { showToast } from '@/lib/useToast'
import type { Me } from '@/lib/types'

/** Asks an operator, after each sign-in, to set up the second factor. */
export function askForSecondFactor(me: Me, t: (key: string) => string): void {
  if (me.askSecondFactor) showToast(t('session.askSecondFactor'))
}
