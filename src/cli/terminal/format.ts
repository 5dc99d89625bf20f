/** Formats numbers for the terminal. Knows nothing of colours or streams. */
import { percent, thousands } from '../../report/text.js'

export { percent, thousands }

/** A duration: `0.06 s`, `1.45 s`, `12.3 s`, `2 min 5 s`, `1 h 2 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A remaining time in whole seconds, rounded up: `3 s`, `2 min 5 s`. Fractions would only flicker. */
export const countdown = (seconds: number): string =>
  seconds <= 59 ? `${Math.ceil(seconds)} s` : duration(Math.ceil(seconds))

/** A size in bytes: `612 bytes`, `39.6 kB`. */
export const size = (bytes: number): string =>
  bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`

/** Like `%e` in C and Python: six decimals and an exponent of at least two digits, `3.372094e-02`. */
export const exponential = (value: number): string =>
  Number.isFinite(value)
    ? value.toExponential(6).replace(/e([+-])(\d)$/, 'e$10$2')
    : String(value).replace('NaN', 'nan').replace('Infinity', 'inf')

/** The notebook's line for a split, character by character: loss, error and number of misses. */
export function evalLine(
  split: 'train' | 'test',
  { loss, error, misses }: { readonly loss: number; readonly error: number; readonly misses: number },
): string {
  return `eval: split ${split.padEnd(5)}. loss ${exponential(loss)}. error ${percent(error)}. misses: ${misses}`
}

/**
 * Rows as columns, the first aligned left and the others right, two spaces apart.
 *
 * @param rows rows of cells, the headings first; a row may be shorter than the others
 */
export function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** Names and values, one a line, the values in one column: `wasm      24.1 kB`. */
export function listing(entries: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}

/**
 * A message as one line of a terminal: control characters, which a hostile file might contain, become spaces or
 * visible codes, so that they can neither break the line nor control the terminal.
 */
export const oneLine = (message: string): string =>
  message
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
