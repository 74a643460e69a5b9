/** How the air pulls water out of leaves, by vapour pressure deficit in kPa. */
export type Dryness = 'wet' | 'moist' | 'good' | 'dry' | 'parched'

export function drynessOf(vpd: number): Dryness {
  if (vpd < 0.2) return 'wet'
  if (vpd < 0.4) return 'moist'
  if (vpd <= 1.2) return 'good'
  return vpd <= 1.6 ? 'dry' : 'parched'
}

export type AirSaid = { dryness: Dryness } | { dew: 'near' | 'far' }

/** What to say of the air's moisture, each thing once: nothing when it has been said, the nearer worry of two that are the same. */
export function airSaid(vpd: number | null, dewGap: number | null, said: boolean): AirSaid[] {
  if (said) return []
  if (dewGap !== null && dewGap < 2) return [{ dew: 'near' }]
  const dryness = vpd === null ? null : drynessOf(vpd)
  const damp = dryness === 'wet' || dryness === 'moist'
  return [...(dryness ? [{ dryness }] : []), ...(dewGap !== null && !damp ? [{ dew: 'far' as const }] : [])]
}
