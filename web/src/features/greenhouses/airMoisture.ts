/** Classes of vapour pressure deficit in kPa: how strongly the air draws water from leaves. */
export type Dryness = 'wet' | 'moist' | 'good' | 'dry' | 'parched'

export function drynessOf(vpd: number): Dryness {
  if (vpd < 0.2) return 'wet'
  if (vpd < 0.4) return 'moist'
  if (vpd <= 1.2) return 'good'
  return vpd <= 1.6 ? 'dry' : 'parched'
}

export type MoistureNote = { dryness: Dryness } | { dewPoint: 'near' | 'far' }

/** The notes on moisture and dew point, without repetition; none when advice mentions moisture already. */
export function airMoisture(vpd: number | null, dewGap: number | null, mentioned: boolean): MoistureNote[] {
  if (mentioned) return []
  if (dewGap !== null && dewGap < 2) return [{ dewPoint: 'near' }]
  const dryness = vpd === null ? null : drynessOf(vpd)
  const isMoist = dryness === 'wet' || dryness === 'moist'
  return [...(dryness ? [{ dryness }] : []), ...(dewGap !== null && !isMoist ? [{ dewPoint: 'far' as const }] : [])]
}
