/** Pieces of Markdown. */
import type { Table } from '../result.js'

/** A table, names to the left and numbers to the right, padded so that it can be read as it stands; one row may be set in bold. */
export function table({ columns, rows }: Table, bold?: string): string {
  const strong = (row: readonly string[]) =>
    row[0] === bold ? row.map((cell) => (cell === '' ? '' : `**${cell}**`)) : row
  const cells = [columns, ...rows.map(strong)].map((row) => columns.map((_, i) => escapeCell(row[i] ?? '')))
  // three: the least that makes a rule
  const widths = columns.map((_, i) => Math.max(3, ...cells.map((row) => row[i]!.length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [cells[0]!, rule, ...cells.slice(1)].map(line).join('\n')
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|')

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

/** What is shown only to those who ask. */
export const details = (summary: string, content: string): string =>
  `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`

/**
 * A page with `text` at the place that `<!-- name -->` and `<!-- /name -->` mark.
 *
 * @throws {Error} if the page has no such place
 */
export function filled(page: string, name: string, text: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`)
  if (!pattern.test(page)) throw new Error(`no place for ${name}: <!-- ${name} --> … <!-- /${name} -->`)
  return page.replace(pattern, (_, open, close) => `${open}\n${text}\n${close}`)
}
