const longestMinutes = 12 * 60
const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** The message key of what is wrong with quiet hours, or null. Quiet hours may pass midnight. */
export function quietHoursError(from: string, to: string): 'quietOne' | 'quietSame' | 'quietLong' | null {
  if ((from === '') !== (to === '')) return 'quietOne'
  if (from === '') return null
  if (from === to) return 'quietSame'
  return (minutesOf(to) - minutesOf(from) + 1440) % 1440 > longestMinutes ? 'quietLong' : null
}
