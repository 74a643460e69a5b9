// A made-up season of a greenhouse in the shape of real loggers: [stream, time, value as text], with gaps, runs of NaN and
// times off the quarter-hour grid.
export function measured() {
  const rows = []
  const start = Date.parse('2025-06-22T11:15:00Z')
  for (let n = 0; n < 6000; ++n) {
    if (n % 977 < 20) continue
    const time = new Date(start + n * 900_000 + (n % 500 === 0 ? 28_000 : 0)).toISOString().replace('.000', '')
    const nan = n % 40 === 7
    rows.push(['air_temperature', time, nan ? 'NaN' : (20 + 15 * Math.sin(n / 15.3)).toFixed(2)])
    rows.push(['relative_humidity', time, nan ? 'NaN' : (60 + 30 * Math.cos(n / 15.3)).toFixed(1)])
    rows.push(['solar_radiation', time, (n % 96 < 48 ? (n * 3571) % 99_574 : 0).toFixed(1)])
  }
  return rows
}

export const csvOf = (rows) => 'stream,time_utc,value,unit\n' + rows.map((row) => `${row.join(',')},\n`).join('')
