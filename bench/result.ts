/** What a benchmark came to: figures to keep, and a table to read. */
import { type Measurement, middle } from './measure.js'

/** One figure, as it is kept in a file and compared with. */
export interface Figure {
  readonly name: string
  /** Microseconds, see measure.ts. */
  readonly min: number
  readonly median: number
  /** Dense multiply-adds that the work stands for. */
  readonly macs?: number
}

/** A table: its first column are names, all others numbers. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A line of a picture: how something grows. */
export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface BenchResult {
  readonly title: string
  /** GMAC/s of the machine in the same rounds, where that was measured. */
  readonly peak?: number
  readonly figures: readonly Figure[]
  readonly table: Table
  /** What the table says as lines, of benchmarks about growth. */
  readonly curves?: readonly Curve[]
  /** What the table does not say by itself, line by line. */
  readonly notes: readonly string[]
}

/** Multiply-adds per second of a figure, in 10⁹. */
export const gmacs = ({ macs, min }: { macs: number; min: number }): number => macs / min / 1000

/** Microseconds, to three digits or better. */
export const micro = (value: number): string => value.toFixed(value < 10 ? 3 : value < 100 ? 2 : 1)
export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`
export const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`

/** The figure of a case that was measured. */
export const figure = (measurement: Measurement, name: string, macs?: number): Figure => ({
  name,
  ...measurement.timing(name),
  ...(macs !== undefined && { macs }),
})

/** The columns that every timing has: least, median, GMAC/s, share of the peak. */
export const TIMING_COLUMNS = ['min µs', 'median µs', 'GMAC/s', 'of peak'] as const
export function timingCells({ min, median, macs }: Figure, peak: number): string[] {
  if (macs === undefined) return [micro(min), micro(median), '', '']
  const speed = gmacs({ macs, min })
  return [micro(min), micro(median), speed.toFixed(1), percent(speed / peak)]
}

/** The table with its columns aligned, names to the left and numbers to the right. */
export function format({ columns, rows }: Table): string {
  const all = [columns, ...rows]
  const widths = columns.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    columns
      .map((_, i) => (i === 0 ? (row[i] ?? '').padEnd(widths[i]!) : (row[i] ?? '').padStart(widths[i]!)))
      .join('  ')
      .trimEnd()
  return all.map(line).join('\n')
}

/** Medians this far above the minima say that the machine had something else to do. */
const BUSY = 1.25

function warning(figures: readonly Figure[]): string[] {
  if (figures.length === 0) return []
  const excess = middle(figures.map(({ min, median }) => median / min))
  if (excess < BUSY) return []
  return [
    `Busy machine: medians are ${percent(excess - 1)} above the minima. Not every case may have had a quiet moment; measure again.`,
  ]
}

export function text({ title, peak, figures, table, notes }: BenchResult): string {
  const basis = peak === undefined ? [] : [`Peak in the same rounds: ${peak.toFixed(1)} GMAC/s.`]
  return [`## ${title}`, '', format(table), '', ...basis, ...notes, ...warning(figures), ''].join('\n')
}
