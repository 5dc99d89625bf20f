/** README's two rows on 50,000 digits, from the runs of `reproduce --all --full --seeds 10`. */
import { join } from 'node:path'
import { resultTable } from '../../src/cli/commands/reproduce-all.js'
import { moreDigits } from '../../src/cli/runs/published.js'
import { meanAndSd } from '../../src/report/text.js'
import { errorSpread } from '../../src/sweep/summary.js'
import { resultsOf } from './runs.js'
import { writeSection } from './section.js'

const results = resultsOf(join(import.meta.dirname, '../../build/figures/full.jsonl'), moreDigits)
const table = resultTable(results.map((result) => ({ ...result, runs: [] })))
const [base, modern] = results.map(({ runs, experiment }) => meanAndSd(errorSpread(runs, experiment.test)))
writeSection(
  'README.md',
  'full',
  `\`\`\`text
${table.join('\n')}
\`\`\`

Over seeds 1 to ${results[0]!.runs.length}, \`base\` ends at ${base} and \`modern\` at ${modern} (\`reproduce --all --full --seeds 10\`).`,
)
