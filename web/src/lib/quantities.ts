/** What a greenhouse is known by: its two large figures. */
export const mainQuantities = ['air_temperature', 'relative_humidity'] as const
