/** `lenet1989 reproduce --postal`: what modern methods make of the paper's own digits, at its size of 9,760 weights. */
import { checkConfig } from '../../model/config.js'
import { recipes } from '../../model/recipes.js'
import { finalMisses, type Job } from '../../sweep/run.js'
import { spread } from '../../sweep/statistics.js'
import type { Context } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { SEED } from '../input/options.js'
import { openReport, type ReportOptions } from '../output/report-folder.js'
import { HELD_OUT, tail } from '../runs/held-out.js'
import { checkKeep, type KeepOptions } from '../runs/kept-runs.js'
import { countLines, PAPER_DIGITS } from '../runs/published.js'
import { reproduceRuns } from '../runs/reproduced-runs.js'
import { duration, percent, table, thousands } from '../terminal/format.js'

export interface ReproducePostalOptions extends ReportOptions, KeepOptions {
  readonly data: string
  readonly workers: number
  /** Seeds 1 to this one. */
  readonly seeds?: number
  /** Whether the last training digits are read instead of the test digits. */
  readonly heldOut?: true
}

/**
 * Makes the runs, prints the misses of each seed and writes the report.
 *
 * @throws {LenetError} as `loadDigits`
 */
export async function reproducePostal(options: ReproducePostalOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const { data, seeds = 5, heldOut } = options
  await checkKeep(options)
  const writeReport = await openReport(options, context)
  for (const line of countLines) terminal.print(line)
  const all = await loadDigits({ data, ...PAPER_DIGITS, dataSeed: SEED }, context)
  signal.throwIfAborted()
  const train = PAPER_DIGITS.train - (heldOut ? HELD_OUT : 0)
  const digits = heldOut ? { ...all, test: tail(all.train, train) } : all
  const test = digits.test.length
  const jobs = Array.from(
    { length: seeds },
    (_, i): Job => ({ name: 'postal', config: checkConfig({ ...recipes.postal, seed: i + 1 }), train, test }),
  )
  const { postal } = recipes
  const runs = await reproduceRuns(
    jobs,
    digits,
    { ...options, digests: all.digests, recipes: { postal } },
    context,
  )
  const { mean, sd } = spread(runs.map(finalMisses))
  terminal.print()
  terminal.print(
    `postal, ${recipes.postal.passes} passes over ${thousands(train)} digits, tested on ${thousands(test)} ${heldOut ? 'held-out training digits' : 'others'}:`,
  )
  terminal.print()
  const [headings, ...lines] = table([
    ['seed', 'misses', 'error', 'training misses', 'training'],
    ...runs.map((run) => [
      String(run.seed),
      String(finalMisses(run)),
      percent(finalMisses(run) / test),
      String(run.curves.trainMisses.at(-1)),
      duration(run.trainSeconds),
    ]),
    [
      'mean',
      mean.toFixed(1) + (sd === undefined ? '' : ` ± ${sd.toFixed(1)}`),
      percent(mean / test) + (sd === undefined ? '' : ` ± ${percent(sd / test)}`),
      '',
      '',
    ],
  ])
  terminal.print(terminal.style('bold', headings!))
  for (const line of lines) terminal.print(line)
  await writeReport({
    title: 'Modern methods at the size of 1989',
    intro:
      "SiLU, AdamW, batches of 64, a cosine, distorted digits and averaged weights: the paper's network with everything since.",
    rows: [
      {
        label: 'postal',
        recipe: recipes.postal,
        train,
        test: digits.test,
        runs,
        published: [{ by: 'paper', error: 0.05 }],
      },
    ],
    differences: [],
    source: digits.source,
  })
}
