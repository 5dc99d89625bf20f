/** What a figure can be saved as: its drawing as SVG, its data as CSV. Both lie in the page's links, so that the page needs no script. */
import { properties } from './colours.js'
import { escapeHtml } from './escape.js'

/** A drawing and its data. */
export interface Download {
  /** Of the files, without their ending. */
  readonly name: string
  /** An `<svg>` as it stands in the page. */
  readonly svg: string
  readonly csv: string
}

/** A value of a CSV file. */
type Value = string | number | undefined

/** Lines of comma-separated values, RFC 4180, the names of the columns first. Undefined is an empty value. */
export const csv = (columns: readonly string[], rows: readonly (readonly Value[])[]): string =>
  [columns, ...rows].map((row) => `${row.map(csvValue).join(',')}\r\n`).join('')

function csvValue(value: Value): string {
  const text = value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A name as part of a file's: `+ dropout, ReLU` → `dropout-relu`. */
export const fileName = (...parts: readonly string[]): string =>
  parts
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, ''),
    )
    .filter(Boolean)
    .join('-')

/** A drawing of the page as a file of its own, in the page's light colours. */
export const standalone = (svg: string): string =>
  svg.replace(
    /^<svg([^>]*)>/,
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"$1><style>svg { ${properties(0)} --plot-background: var(--paper); background: var(--paper); color: var(--ink); font-family: system-ui, sans-serif; } .more { fill: var(--more); } .less { fill: var(--less); }</style>`,
  )

/** Both links. */
export const links = ({ name, svg, csv }: Download): string =>
  `<span class="save">Save: ${link(`${name}.svg`, 'image/svg+xml', standalone(svg), 'SVG')} ${csvLink(name, csv)}</span>`

/** Of data alone. */
export const csvLink = (name: string, csv: string): string => link(`${name}.csv`, 'text/csv', csv, 'CSV')

const link = (file: string, type: string, content: string, what: string): string =>
  `<a download="${escapeHtml(file)}" href="data:${type};base64,${Buffer.from(content).toString('base64')}" aria-label="${escapeHtml(file)}">${what}</a>`
