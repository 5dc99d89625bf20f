/** README's table of the five recipes, and what each adds, from the runs of `reproduce --all --seeds 20`. */
import { join } from 'node:path'
import { resultTable } from '../../src/cli/commands/reproduce-all.js'
import { ladder } from '../../src/cli/runs/published.js'
import { meanAndSd, signedPercent } from '../../src/report/text.js'
import { type Difference, errorDifference, errorSpread } from '../../src/sweep/summary.js'
import { resultsOf } from './runs.js'
import { writeSection } from './section.js'

const FILE = join(import.meta.dirname, '../../build/figures/ladder.jsonl')

const NAMES: Readonly<Record<string, string>> = {
  crossEntropy: 'cross-entropy',
  adam: 'Adam',
  augmentation: 'augmentation',
  modern: 'dropout and ReLU',
}

const results = resultsOf(FILE, ladder)
const rows = results.filter(({ experiment }) => experiment.expected)
writeSection('README.md', 'ladder', `\`\`\`text\n${resultTable(rows).join('\n')}\n\`\`\``)

const interval = ({ interval: [low, high] = [0, 0] }: Difference) =>
  `(${signedPercent(low).replace('%', '')} … ${signedPercent(high).replace('%', '')})`
const difference = (from: (typeof rows)[number], to: (typeof rows)[number]) =>
  errorDifference(from.runs, to.runs, from.experiment.test)!
const steps = rows.slice(1).map((row, i) => {
  const step = difference(rows[i]!, row)
  const [low, high] = step.interval!
  return `${NAMES[row.experiment.name]} ${signedPercent(step.mean)} ${interval(step)}${low < 0 && high > 0 ? ', no measurable gain' : ''}`
})
const [base] = rows
const others = results
  .filter(({ experiment }) => !experiment.expected)
  .map((row) => {
    const step = difference(base!, row)
    const error = ({ runs, experiment }: typeof row) => meanAndSd(errorSpread(runs, experiment.test))
    return `The paper's own methods (below) on the same digits: ${error(row)} over ${row.runs.length} seeds, against ${error(base!)} of \`base\`: ${signedPercent(step.mean)} ${interval(step)}.`
  })
writeSection(
  'README.md',
  'steps',
  `Seed by seed, each row against the one before it, with its 95% interval: ${steps.join('; ')}.\n\n${others.join('\n\n')}`,
)
