/** Formats of figures, on a page and on a terminal. */

import type { Spread } from '../sweep/statistics.js'
import type { Published } from './data.js'

/** `167,693` */
export const thousands = (count: number): string => Math.round(count).toLocaleString('en-US')

/** A share as a percentage with two decimals: 0.0414 → `4.14%`. */
export const percent = (share: number): string => `${(share * 100).toFixed(2)}%`

/** A difference of shares in percentage points: `+0.12%`, `−2.35%`, and `0.00%` for anything that rounds to that. */
export function signedPercent(share: number): string {
  const size = percent(Math.abs(share))
  if (size === percent(0)) return size
  return `${share < 0 ? '−' : '+'}${size}`
}

/** `4.43 ± 0.27%`; for a single share `4.43%` */
export const meanAndSd = ({ mean, sd }: Spread): string =>
  sd === undefined ? percent(mean) : `${(mean * 100).toFixed(2)} ± ${percent(sd)}`

/** A published figure of a row: `4.14%`, `about 3%`, or a dash for none. */
export function publishedError(published: readonly Published[], by: Published['by']): string {
  const found = published.find((mark) => mark.by === by)
  if (found === undefined) return '–'
  return found.about ? `about ${Number((found.error * 100).toFixed(2))}%` : percent(found.error)
}
