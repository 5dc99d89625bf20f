/** Parts of a page that a command writes: what stands between `<!-- name -->` and `<!-- /name -->`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The text of a page before a section's content, the content, and the text behind it. */
function parts(page: string, name: string): [string, string, string] {
  const text = readFileSync(join(root, page), 'utf8')
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [text.indexOf(open) + open.length, text.indexOf(close)]
  if (from < open.length || to < from) throw new Error(`${page}: no section ${name}`)
  return [text.slice(0, from), text.slice(from, to), text.slice(to)]
}

/** A section's content, without the space around it and the padding of tables, which belong to the formatter. */
export const readSection = (page: string, name: string): string =>
  parts(page, name)[1]
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/ ?\| ?/g, '|')
    .replace(/\|:?-+:?(?=\|)/g, '|-')

/** Replaces a section's content; one of several lines gets empty lines around it. */
export function writeSection(page: string, name: string, content: string): void {
  const [before, , behind] = parts(page, name)
  const around = content.includes('\n') ? '\n\n' : ''
  writeFileSync(join(root, page), `${before}${around}${content.trim()}${around}${behind}`)
}
