import uPlot from 'uplot'
import { zone } from '@/lib/time'
import type { BandSpan, Curve, SeriesMark } from '@/lib/types'
import { isolatedPoints } from './gaps'

/** What the chart of one quantity shows: nights, comfort bands, buckets, marks of alarms and commands, and damaged spans. */
export interface PlotData {
  /** Seconds, then min, max and mean of each bucket. */
  points: uPlot.AlignedData
  bands: BandSpan[]
  nights: [number, number][]
  marks: SeriesMark[]
  damaged: Curve['damaged']
}
export interface PlotLabels {
  tick: (seconds: number, stepSeconds: number) => string
  number: (value: number) => string
}
export interface PlotHandlers {
  onRead: (at: number | null) => void
  onZoom: (from: number, to: number) => void
}

const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

function drawBackground(plot: uPlot, content: PlotData): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.fillStyle = color('night')
  for (const [from, to] of content.nights) {
    const left = plot.valToPos(from / 1000, 'x', true)
    ctx.fillRect(left, bbox.top, plot.valToPos(to / 1000, 'x', true) - left, bbox.height)
  }
  ctx.fillStyle = color('band')
  for (const { from, to, low, high } of content.bands) {
    const left = plot.valToPos(from / 1000, 'x', true)
    const top = plot.valToPos(high, 'y', true)
    ctx.fillRect(left, top, plot.valToPos(to / 1000, 'x', true) - left, plot.valToPos(low, 'y', true) - top)
  }
  ctx.fillStyle = `${color('danger')}33`
  for (const [from, to] of content.damaged) {
    const left = plot.valToPos((from ?? 0) / 1000, 'x', true)
    ctx.fillRect(left, bbox.top, plot.valToPos((to ?? 0) / 1000, 'x', true) - left, bbox.height)
  }
  ctx.restore()
}

function drawMarks(plot: uPlot, content: PlotData): void {
  const { ctx, bbox } = plot
  const size = 6 * devicePixelRatio
  ctx.save()
  for (const mark of content.marks) {
    const x = plot.valToPos(mark.at / 1000, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    if (mark.kind === 'alarm') drawAlarm(ctx, x, bbox, size, color(mark.severity ?? 'danger'))
    else drawCommand(ctx, x, bbox.top + bbox.height, size)
  }
  ctx.restore()
}

function drawAlarm(ctx: CanvasRenderingContext2D, x: number, bbox: uPlot.BBox, size: number, stroke: string): void {
  ctx.strokeStyle = stroke
  ctx.fillStyle = stroke
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(x, bbox.top)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.beginPath()
  ctx.arc(x, bbox.top + size, size * 0.8, 0, 2 * Math.PI)
  ctx.fill()
}

function drawCommand(ctx: CanvasRenderingContext2D, x: number, bottom: number, size: number): void {
  ctx.fillStyle = color('ink')
  ctx.beginPath()
  ctx.moveTo(x, bottom - 1.7 * size)
  ctx.lineTo(x + size, bottom)
  ctx.lineTo(x - size, bottom)
  ctx.fill()
}

const distance = (touches: TouchList) => Math.abs(touches[0]!.clientX - touches[1]!.clientX)
const middle = (touches: TouchList) => (touches[0]!.clientX + touches[1]!.clientX) / 2

/** One finger moves the cursor, two fingers zoom and pan. */
function addTouchGestures(plot: uPlot, handlers: PlotHandlers): void {
  const over = plot.over
  let start: { width: number; at: number; from: number; to: number } | null = null

  const read = (touch: Touch) => {
    const rect = over.getBoundingClientRect()
    plot.setCursor({ left: touch.clientX - rect.left, top: touch.clientY - rect.top })
  }
  const scale = () => ({ from: plot.scales.x!.min!, to: plot.scales.x!.max! })

  over.addEventListener('touchstart', (event) => {
    if (event.touches.length === 1) return read(event.touches[0]!)
    const { from, to } = scale()
    const at = plot.posToVal(middle(event.touches) - over.getBoundingClientRect().left, 'x')
    start = { width: Math.max(20, distance(event.touches)), at, from, to }
  }, { passive: true })
  over.addEventListener('touchmove', (event) => {
    if (event.touches.length === 1 && start === null) return read(event.touches[0]!)
    if (event.touches.length < 2 || start === null) return
    event.preventDefault()
    const factor = start.width / Math.max(20, distance(event.touches))
    const rect = over.getBoundingClientRect()
    const span = Math.max(1800, (start.to - start.from) * factor)
    const from = start.at - ((middle(event.touches) - rect.left) / rect.width) * span
    plot.setScale('x', { min: from, max: from + span })
  }, { passive: false })
  over.addEventListener('touchend', (event) => {
    if (start === null || event.touches.length > 0) return
    start = null
    const { from, to } = scale()
    handlers.onZoom(from * 1000, to * 1000)
  })
}

/** The axes scale with the text size. */
const axisFont = () => Math.max(14, parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.82)

export function drawSeries(
  target: HTMLElement, content: PlotData, span: [number, number], labels: PlotLabels, handlers: PlotHandlers
): uPlot {
  const axis: uPlot.Axis = {
    stroke: color('muted'), grid: { stroke: color('line'), width: 1 }, ticks: { show: false },
    font: `${axisFont()}px system-ui, sans-serif`, gap: 6
  }
  const line = color('accent')
  const plot = new uPlot(
    {
      width: target.clientWidth,
      height: target.clientHeight,
      // Half of the last label extends beyond the plot.
      padding: [10, axisFont() * 2.1, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
      legend: { show: false },
      cursor: { y: false, points: { size: 9 }, drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: true, min: span[0] / 1000, max: span[1] / 1000 }, y: { range: (_plot, low, high) => yRange(low, high, content.bands) } },
      axes: [
        { ...axis, size: axisFont() * 2.2, space: 64, values: (_plot, splits, _axis, _space, step) => splits.map((at) => labels.tick(at, step)) },
        { ...axis, size: axisFont() * 3.6, values: (_plot, splits) => splits.map(labels.number) }
      ],
      series: [
        {},
        { stroke: 'transparent', points: { show: false } },
        { stroke: 'transparent', points: { show: false } },
        {
          stroke: line, width: 2, spanGaps: false,
          points: { show: true, size: 5, fill: line, filter: (self, index) => isolatedPoints(self.data[index] ?? []) }
        }
      ],
      bands: [{ series: [2, 1], fill: `${line}33` }],
      hooks: {
        drawClear: [(self) => drawBackground(self, content)],
        draw: [(self) => drawMarks(self, content)],
        setCursor: [(self) => handlers.onRead(self.cursor.idx ?? null)],
        setSelect: [
          (self) => {
            if (self.select.width < 8) return
            const from = self.posToVal(self.select.left, 'x')
            const to = self.posToVal(self.select.left + self.select.width, 'x')
            handlers.onZoom(from * 1000, to * 1000)
          }
        ]
      }
    },
    content.points,
    target
  )
  addTouchGestures(plot, handlers)
  return plot
}

/** A margin above and below, extended to the edges of the comfort bands if they are near. */
function yRange(low: number | null, high: number | null, bands: BandSpan[]): [number, number] {
  const lowest = Math.min(...bands.map((one) => one.low))
  const highest = Math.max(...bands.map((one) => one.high))
  if (low === null || high === null) return bands.length > 0 ? [lowest, highest] : [0, 1]
  const extent = Math.max(2, high - low)
  const bottom = low - lowest < extent ? Math.min(low, lowest) : low
  const top = highest - high < extent ? Math.max(high, highest) : high
  const margin = Math.max(0.5, (top - bottom) * 0.08)
  return [bottom - margin, top + margin]
}
