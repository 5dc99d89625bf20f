/**
 * `npm run figures`: makes the pictures and tables of README and docs again from the bits as they are, and stamps them (docs/figures.json), for `npm run lint` to see
 * when they are not those any more. `npm run figures -- ladder demo` makes some; `--data FOLDER` has other collections of digits (scripts/hands/other-sets.ts). `--stamp` runs
 * nothing: for files of which it is known that the bits as they are made them. On a quiet machine, since some of the tables have times.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { stampFigure } from './stamp.js'
import { type FigureName, figures } from './table.js'

process.chdir(join(import.meta.dirname, '../..'))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, stamp: { type: 'boolean', default: false } },
})
const unknown = positionals.find((name) => !Object.hasOwn(figures, name))
if (unknown !== undefined)
  throw new Error(`figures: no ${unknown}; there are ${Object.keys(figures).join(', ')}`)
const names = (positionals.length > 0 ? positionals : Object.keys(figures)) as FigureName[]
mkdirSync('build/figures', { recursive: true })

for (const name of names) {
  for (const command of values.stamp ? [] : figures[name].commands) {
    console.log(`\n${name}: ${command}`)
    const [program, ...args] = command
      .split(' ')
      .flatMap((word) => (word === 'FOLDER' ? (values.data ?? []) : word))
    const run = program === 'tsx' ? [process.execPath, '--import', 'tsx', ...args] : [program!, ...args]
    const { status } = spawnSync(run[0]!, run.slice(1), { stdio: 'inherit' })
    if (status !== 0) throw new Error(`${command}: exit code ${status}`)
  }
}
// formatted first: tables are compared without their padding, but JSON and paragraphs as they stand
spawnSync('node_modules/.bin/biome', ['format', '--write', 'README.md', 'docs'], { stdio: 'inherit' })
for (const name of names) stampFigure(name)
