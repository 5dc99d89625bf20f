/** How pictures are read, beside what people would use instead, as tables. */
import type { ReadingRun } from '../peers/reading/run.js'
import type { Table } from '../result.js'
import { list, table } from './markdown.js'

/** Per cent read right: a row for each set, a column for each system. */
export function readingTable({ systems, sets }: ReadingRun, kind?: 'condition' | 'string'): Table {
  return {
    columns: ['', ...systems.map(({ name }) => name)],
    rows: sets
      .filter((set) => kind === undefined || set.kind === kind)
      .map(({ name, results }) => [
        name,
        ...systems.map((system) => {
          const result = results[system.name]
          return result === undefined ? '' : ((100 * result.right) / result.pictures).toFixed(0)
        }),
      ]),
  }
}

/** Both tables, what the systems are, and how many pictures each has read of a set. */
export function readingSection(run: ReadingRun): string {
  const counts = run.systems.map(({ name }) => {
    const all = run.sets.flatMap(({ results }) => results[name]?.pictures ?? [])
    const [least, most] = [Math.min(...all), Math.max(...all)]
    return `${name} ${least === most ? most : `${least} to ${most}`}`
  })
  return [
    `Per cent of the pictures read right, \`npm run bench:reading\`, ${run.machine.date} UTC; pictures of each set: ${counts.join(', ')}. One digit on 280×280 pixels:`,
    table(readingTable(run, 'condition')),
    'Strings of digits at twice MNIST’s size, right only if all of them are:',
    table(withoutEmpty(readingTable(run, 'string'))),
    list(run.systems.map(({ name, version, about }) => `**${name}**: ${about}; ${version}`)),
  ].join('\n\n')
}

/** Without the systems that read none of the sets. */
function withoutEmpty({ columns, rows }: Table): Table {
  const kept = columns.map((_, i) => i === 0 || rows.some((row) => row[i] !== ''))
  const pick = (cells: readonly string[]) => cells.filter((_, i) => kept[i])
  return { columns: pick(columns), rows: rows.map(pick) }
}
