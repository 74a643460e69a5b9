/** UCUM codes as people write them, and how many digits a quantity deserves. */
const signs: Record<string, string> = {
  Cel: '℃', '%': '%', lx: 'lx', 'W/m2': 'W/m²', kPa: 'kPa', hPa: 'hPa', 'm/s': 'm/s', mm: 'mm', '[ppm]': 'ppm',
  ppm: 'ppm', 'mS/cm': 'mS/cm', V: 'V', min: 'min', h: 'h', s: 's', 'Cel/h': '℃/h', K: 'K', '1': '', '{1}': ''
}

export function unitSign(ucum: string | null | undefined): string {
  if (!ucum) return ''
  return signs[ucum] ?? ucum
}

const wholeUnits = new Set(['lx', 'W/m2', '[ppm]', 'ppm', 'min', 's'])

const withoutMinusZero = (text: string) => (text === '-0.0' ? '0.0' : text)

export function sayNumber(value: number, unit?: string | null): string {
  if (unit && wholeUnits.has(unit)) return Math.round(value).toLocaleString('en-US')
  if (unit === 'kPa') return value.toFixed(2)
  if (unit === '%') return value.toFixed(0)
  return Number.isInteger(value) && !unit ? String(value) : withoutMinusZero(value.toFixed(1))
}

export function sayValue(value: number | null, unit?: string | null): string {
  if (value === null) return '–'
  const sign = unitSign(unit)
  const tight = sign === '℃' || sign === '%'
  return sayNumber(value, unit) + (sign === '' ? '' : tight ? sign : `\u00a0${sign}`)
}

const ofQuantity: Record<string, string> = {
  vpd: 'kPa', dew_point: 'Cel', dew_gap: 'Cel', wet_bulb: 'Cel', frost_minimum: 'Cel', wet_hours: 'h', solar_radiation: 'lx'
}

/** The unit of a quantity that comes without one: those that are worked out, not measured. */
export function unitOf(quantity: string | null): string | null {
  if (quantity === null) return null
  if (quantity.endsWith('temperature')) return 'Cel'
  return ofQuantity[quantity] ?? (/humidity|moisture|position/.test(quantity) ? '%' : null)
}

const fine = /vpd|^grey_mould\.value/

/**
 * A figure of a sentence that says its unit itself; `place` is the sentence's code and the figure's name. Pressures and
 * chances have two digits, the rest one, large numbers none.
 */
export function figureIn(place: string, value: number): number {
  const parts = Math.abs(value) >= 100 ? 1 : fine.test(place) ? 100 : 10
  return Math.round(value * parts) / parts
}
