/** Pieces of Markdown. */
import type { Table } from '../outcome.js'

/** A table, names to the left and numbers to the right; its best row may be set in bold. */
export function table({ columns, rows }: Table, bold?: string): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`
  const strong = (row: readonly string[]) =>
    row[0] === bold ? row.map((cell) => (cell === '' ? '' : `**${cell}**`)) : row
  const padded = rows.map((row) => columns.map((_, i) => row[i] ?? ''))
  return [
    line(columns),
    line(columns.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...padded.map((row) => line(strong(row))),
  ].join('\n')
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|')

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

/** What is shown only to those who ask. */
export const details = (summary: string, content: string): string =>
  `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`
