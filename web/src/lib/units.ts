/** The usual symbols of UCUM unit codes. */
const symbols: Record<string, string> = {
  Cel: '℃', '%': '%', lx: 'lx', 'W/m2': 'W/m²', kPa: 'kPa', hPa: 'hPa', 'm/s': 'm/s', mm: 'mm', '[ppm]': 'ppm',
  ppm: 'ppm', 'mS/cm': 'mS/cm', V: 'V', min: 'min', h: 'h', s: 's', 'Cel/h': '℃/h', K: 'K', '1': '', '{1}': ''
}

export function unitSymbol(ucum: string | null | undefined): string {
  if (!ucum) return ''
  return symbols[ucum] ?? ucum
}

const wholeUnits = new Set(['lx', 'W/m2', '[ppm]', 'ppm', 'min', 's'])

const withoutMinusZero = (text: string) => (text === '-0.0' ? '0.0' : text)

export function formatNumber(value: number, unit?: string | null): string {
  if (unit && wholeUnits.has(unit)) return Math.round(value).toLocaleString('en-US')
  if (unit === 'kPa') return value.toFixed(2)
  if (unit === '%') return value.toFixed(0)
  return Number.isInteger(value) && !unit ? String(value) : withoutMinusZero(value.toFixed(1))
}

export function formatValue(value: number | null, unit?: string | null): string {
  if (value === null) return '–'
  const symbol = unitSymbol(unit)
  const isTight = symbol === '℃' || symbol === '%'
  return formatNumber(value, unit) + (symbol === '' ? '' : isTight ? symbol : `\u00a0${symbol}`)
}

const derivedUnits: Record<string, string> = {
  vpd: 'kPa', dew_point: 'Cel', dew_gap: 'Cel', wet_bulb: 'Cel', frost_minimum: 'Cel', wet_hours: 'h', solar_radiation: 'lx'
}

/** The unit of a quantity that comes without one because it is derived, not measured. */
export function unitOf(quantity: string | null): string | null {
  if (quantity === null) return null
  if (quantity.endsWith('temperature')) return 'Cel'
  return derivedUnits[quantity] ?? (/humidity|moisture|position/.test(quantity) ? '%' : null)
}

const twoDecimals = /vpd|^grey_mould\.value/

/**
 * Rounds a figure of a sentence that names its unit itself; `place` is the message code and the parameter. Pressures and
 * probabilities get two decimals, other figures one, figures from 100 none.
 */
export function roundFigure(place: string, value: number): number {
  const parts = Math.abs(value) >= 100 ? 1 : twoDecimals.test(place) ? 100 : 10
  return Math.round(value * parts) / parts
}
