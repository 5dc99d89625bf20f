/** `lenet1989 reproduce --all`: every row of the notebook's table, with its spread. */

import { take } from '../../data/index.js'
import { checkConfig } from '../../model/config.js'
import type { LoadedDigits } from '../../node/index.js'
import type { Row } from '../../report/data.js'
import { meanAndSd, publishedError } from '../../report/text.js'
import { finalMisses, type Job, type RunResult } from '../../sweep/run.js'
import { type Difference, errorDifference, errorSpread } from '../../sweep/summary.js'
import type { Context } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { SEED } from '../input/options.js'
import { openReport, type ReportOptions } from '../output/report-folder.js'
import { checkKeep, type KeepOptions } from '../runs/kept-runs.js'
import {
  checkErrors,
  countLines,
  type Experiment,
  moreDigits,
  PAPER_DIGITS,
  suspicious,
} from '../runs/published.js'
import { reproduceRuns } from '../runs/reproduced-runs.js'
import { duration, percent, table, thousands } from '../terminal/format.js'

export interface ReproduceAllOptions extends ReportOptions, KeepOptions {
  readonly seed: number
  readonly workers: number
  /** Whether to include the rows on 50,000 digits. */
  readonly full?: true
  /** The spread is that of seeds 1 to this. */
  readonly seeds?: number
}

/** An experiment and its runs. */
export interface ExperimentResult {
  readonly experiment: Experiment
  readonly single: RunResult
  readonly runs: readonly RunResult[]
}

/**
 * Runs all jobs, prints the table and writes the report.
 *
 * @throws {LenetError} ERR_VALUE, at the end, if a row is far from what PyTorch reaches
 */
export async function reproduceAll(
  rows: readonly Experiment[],
  options: ReproduceAllOptions,
  context: Context,
): Promise<void> {
  const { terminal, signal } = context
  const { seed, full, seeds = 0 } = options
  await checkKeep(options)
  const writeReport = await openReport(options, context)
  for (const line of countLines) terminal.print(line)
  const experiments = full ? [...rows, ...moreDigits] : rows
  const size = (split: 'train' | 'test') => Math.max(...experiments.map((experiment) => experiment[split]))
  const digits = await loadDigits(
    { data: 'mnist', train: size('train'), test: size('test'), dataSeed: SEED },
    context,
  )
  signal.throwIfAborted()
  const spreadSeeds = Array.from({ length: seeds }, (_, i) => i + 1)
  const jobs = experiments.flatMap((experiment) =>
    [...new Set([seed, ...spreadSeeds])].map((seed) => jobOf(experiment, seed)),
  )
  const recipes = Object.fromEntries(experiments.map(({ name, recipe }) => [name, recipe]))
  const runs = await reproduceRuns(jobs, digits, { ...options, digests: digits.digests, recipes }, context)
  const made = experiments.map((experiment): ExperimentResult => {
    const own = runs.filter(({ name }) => name === experiment.name)
    return {
      experiment,
      single: own.find((run) => run.seed === seed)!,
      runs: own.filter((run) => spreadSeeds.includes(run.seed)),
    }
  })
  const [headings, ...lines] = resultTable(made)
  terminal.print()
  terminal.print(terminal.style('bold', headings!))
  for (const line of lines) terminal.print(line)
  await writeReport({
    title: experiments.length > 1 ? 'From 1989 to the modern net' : 'The net of 1989',
    intro:
      'The convolutional network that learned to read zip codes in 1989, at an unchanged size of 9,760 weights: what each trick of the decades since ' +
      `brings${seeds > 1 ? ', and how much of it is luck' : ''}. ${thousands(PAPER_DIGITS.train)} digits of MNIST to learn from, ${thousands(PAPER_DIGITS.test)} to be tested on.`,
    rows: made.map((row) => reportRow(row, digits)),
    differences: steps(made),
    source: digits.source,
  })
  checkErrors(made.map(({ experiment, single }) => [experiment, errorOf(experiment, single)]))
}

const jobOf = ({ name, recipe, train, test }: Experiment, seed: number): Job => ({
  name,
  config: checkConfig({ ...recipe, seed }),
  train,
  test,
})

const errorOf = ({ test }: Experiment, run: RunResult): number => finalMisses(run) / test

/** The table of the notebook, with the paper's, the upstream repository's and our figures, heading first. */
export function resultTable(made: readonly ExperimentResult[]): string[] {
  const [first] = made
  const seeds = first!.runs.length
  const others = ['paper', 'notebook', 'upstream'] as const
  return table([
    [
      'test error',
      ...others,
      `ours, seed ${first!.single.seed}`,
      'misses',
      ...(seeds > 0 ? [`${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`] : []),
      'training',
      'PyTorch',
    ],
    ...made.map(({ experiment, single, runs }) => [
      experiment.label,
      ...others.map((by) => publishedError(experiment.published, by)),
      percent(errorOf(experiment, single)) +
        (suspicious(experiment, errorOf(experiment, single)) ? ' !' : ''),
      String(finalMisses(single)),
      ...(seeds > 0 ? [meanAndSd(errorSpread(runs, experiment.test))] : []),
      duration(single.trainSeconds),
      expected(experiment),
    ]),
  ])
}

/** `4.3%`, `2.2–2.6%` */
function expected({ expected }: Experiment): string {
  if (expected === undefined) return '–'
  const [low, high] = expected
  const figure = (share: number) => (share * 100).toFixed(1)
  return low === high ? `${figure(low)}%` : `${figure(low)}–${figure(high)}%`
}

/** What each row gains over the one before it, if both were tested on the same digits. */
function steps(made: readonly ExperimentResult[]): Difference[] {
  return made.slice(1).flatMap((row, i) => {
    const { from } = row.experiment
    const before = made.find(({ experiment }) => experiment.name === from) ?? made[i]!
    if (before.experiment.test !== row.experiment.test) return []
    const difference = errorDifference(before.runs, row.runs, row.experiment.test)
    return difference ? [{ ...difference, from: before.experiment.label, to: row.experiment.label }] : []
  })
}

const reportRow = ({ experiment, single, runs }: ExperimentResult, digits: LoadedDigits): Row => {
  const { label, recipe, train, test, published } = experiment
  return { label, recipe, train, test: take(digits.test, test), single, runs, published }
}
