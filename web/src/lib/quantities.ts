/** The two quantities that every greenhouse shows as large figures. */
export const mainQuantities = ['air_temperature', 'relative_humidity'] as const
