/** How the air pulls water out of leaves, by vapour pressure deficit in kPa. */
export type Dryness = 'wet' | 'moist' | 'good' | 'dry' | 'parched'

export function drynessOf(vpd: number): Dryness {
  if (vpd < 0.2) return 'wet'
  if (vpd < 0.4) return 'moist'
  if (vpd <= 1.2) return 'good'
  return vpd <= 1.6 ? 'dry' : 'parched'
}
