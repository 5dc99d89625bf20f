/** The table of docs/read.md, and what follows it, from classifier/read-card.json. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kind } from '../read/strings.js'
import { writeSection } from './section.js'

interface Row {
  readonly kind: Kind
  readonly right: number
  readonly answered: number
  readonly wrong: number
}
const card = JSON.parse(readFileSync(join(import.meta.dirname, '../../classifier/read-card.json'), 'utf8'))
const { strings, error, rows } = card as { strings: number; error: number; rows: readonly Row[] }

const KINDS: Readonly<Record<Kind, string>> = {
  wide: 'wide: 6 to 14 pixels apart',
  normal: '2 to 5 pixels apart',
  overlap: 'boxes overlap, ink 1 to 2 pixels apart',
  touching: 'every two neighbours touch',
  mixed: 'each pair one of the last three',
  ruled: '2 to 5 pixels apart, on a ruled line',
  separators: 'with dashes, dots, commas, colons, slashes, gaps',
  one: 'one digit',
  deep: 'every two neighbours overlap by 3 pixels',
  columns: 'two to four lines, all of them right',
}

const percent = (part: number, whole: number, digits = 1) =>
  ((100 * part) / Math.max(whole, 1)).toFixed(digits)
const lines = rows.map(({ kind, right, answered, wrong }) =>
  [KINDS[kind], percent(right, strings), percent(answered, strings), percent(wrong, answered)].join(' | '),
)
const usual = rows.filter(({ kind }) => kind !== 'deep')
const sum = (name: 'answered' | 'wrong') => usual.reduce((total, row) => total + row[name], 0)
const [answered, wrong] = [sum('answered'), sum('wrong')]
writeSection(
  'docs/read.md',
  'measured',
  `| string | % wholly right | % answered with \`maxError: ${error}\` | % of these wrong |
| --- | --- | --- | --- |
${lines.map((line) => `| ${line} |`).join('\n')}

Of all kinds but the one of deep overlaps, \`maxError: ${error}\` answers ${percent(answered, usual.length * strings)}% and ${percent(wrong, answered, 2)}% of the answers are wrong.`,
)
