/** `lenet1989 reproduce --paper`: the paper's own training, many times over, beside what it printed. */

import type { Split } from '../../data/index.js'
import { checkConfig } from '../../model/config.js'
import type { Digits } from '../../model/digits.js'
import { answerOf } from '../../model/evaluation.js'
import { type Recipe, recipes } from '../../model/recipes.js'
import { type Answers, answersOf, applyThresholds, chooseThresholds } from '../../model/rejection.js'
import { CLASSES, IMAGE_PIXELS } from '../../model/shape.js'
import { Network } from '../../network/network.js'
import type { Row } from '../../report/data.js'
import { PAPER_REJECTED, type PaperFigures } from '../../report/paper.js'
import type { Curves, Job, KeptRun } from '../../sweep/run.js'
import { type Spread, spread } from '../../sweep/statistics.js'
import { errorDifference } from '../../sweep/summary.js'
import type { Context } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { SEED } from '../input/options.js'
import { openReport, type ReportOptions } from '../output/report-folder.js'
import { HELD_OUT, joined, tail } from '../runs/held-out.js'
import { checkKeep, type KeepOptions } from '../runs/kept-runs.js'
import { countLines, PAPER_DIGITS } from '../runs/published.js'
import { reproduceRuns } from '../runs/reproduced-runs.js'
import { percent, table, thousands } from '../terminal/format.js'

export interface ReproducePaperOptions extends ReportOptions, KeepOptions {
  readonly data: string
  readonly workers: number
  /** Seeds 1 to this one. */
  readonly seeds?: number
}

/** Passes of the paper, at which it reports, and passes that are trained: its curves end there. */
const PASSES = 23
const LAST = 30
/** Share of misread digits among those answered that the paper rejects for. */
const WANTED = 0.01

/** The paper's way and what others do instead, from the whole of it to the notebook's net. */
const variants: readonly { readonly label: string; readonly recipe: Recipe }[] = [
  { label: 'paper1989: Newton, rate 0.0006', recipe: recipes.paper1989 },
  { label: 'the same, rate 0.00125', recipe: { ...recipes.paper1989, lr: 0.00125 } },
  { label: 'SGD in its place, rate 0.006', recipe: { ...recipes.paper1989, optimizer: 'sgd', lr: 0.006 } },
  { label: "base: SGD, tanh, ±2.4/√F, output biases −1 (the notebook's)", recipe: recipes.base },
]
const HELD_OUT_JOB = 'thresholds'

/**
 * Makes the runs, prints the tables and writes the report.
 *
 * @throws {LenetError} as `loadDigits`
 */
export async function reproducePaper(options: ReproducePaperOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const { data, seeds = 20 } = options
  await checkKeep(options)
  const writeReport = await openReport(options, context)
  for (const line of countLines) terminal.print(line)
  const digits = await loadDigits({ data, ...PAPER_DIGITS, dataSeed: SEED }, context)
  signal.throwIfAborted()
  const { train, test } = PAPER_DIGITS
  const kept = train - HELD_OUT
  const heldOut = tail(digits.train, kept)
  const numbers = Array.from({ length: seeds }, (_, i) => i + 1)
  const jobs: Job[] = numbers.flatMap((seed) => [
    ...variants.map(({ label, recipe }, i) => ({
      name: label,
      config: checkConfig({ ...recipe, passes: LAST, seed }),
      train,
      test,
      ...(i === 0 && { keepAfter: PASSES }),
    })),
    {
      name: HELD_OUT_JOB,
      config: checkConfig({ ...recipes.paper1989, passes: PASSES, seed }),
      train: kept,
      test: test + HELD_OUT,
      keepAfter: PASSES,
    },
  ])
  const both: Split = { train: digits.train, test: joined(digits.test, heldOut) }
  const named = Object.fromEntries(
    variants.map(({ label, recipe }) => [label, { ...recipe, passes: LAST }] as const),
  )
  const heldOutRecipe = { ...recipes.paper1989, passes: PASSES }
  const runs = await reproduceRuns(
    jobs,
    both,
    { ...options, digests: digits.digests, recipes: { ...named, [HELD_OUT_JOB]: heldOutRecipe } },
    context,
  )
  signal.throwIfAborted()
  const of = (name: string) => runs.filter((run) => run.name === name)
  const [first] = variants
  const main = of(first!.label)

  terminal.print()
  terminal.print(`${data === 'mnist' ? 'MNIST' : 'the digits of the folder'}: ${digits.source}`)
  terminal.print(
    `${seedsText(seeds)}; MSE as the paper prints it, ½(y − t)² per output: half of what this package reports`,
  )
  printTable(
    [
      ['', 'pass', 'train MSE', 'misses', 'test MSE', 'misses', 'test error'],
      ['paper, 1989, one run', String(PASSES), '2.5e-3', '10', '1.8e-2', '102', '5.00%'],
      ...variants.flatMap(({ label }) =>
        [PASSES, LAST].map((pass) => resultRow(label, of(label), pass, test)),
      ),
    ],
    context,
  )

  const answers = main.map(({ kept: found }) => answersOf(found!.outputs, digits.test.labels, 'mse'))
  terminal.print()
  terminal.print(
    `Rejection at pass ${PASSES}: the three thresholds that reject the fewest for ${percent(WANTED)} error on the rest`,
  )
  printTable(
    [
      ['thresholds chosen', 'rejected', 'error on the rest'],
      ['paper, 1989', `${(100 * PAPER_REJECTED).toFixed(1)}%`, '1%'],
      ['on the test digits, in hindsight', ...hindsight(answers)],
      [
        `on ${thousands(HELD_OUT)} held-out training digits`,
        ...promised(of(HELD_OUT_JOB), digits.test, heldOut),
      ],
    ],
    context,
  )
  terminal.print(
    'In hindsight is how the paper must have chosen. Thresholds from training digits promise 1% and',
  )
  terminal.print('leave more: the test digits are harder than those that they were chosen on.')

  const rows = variants.map(
    ({ label, recipe }, i): Row => ({
      label,
      recipe: { ...recipe, passes: LAST },
      train,
      test: digits.test,
      runs: of(label),
      published: i === 0 ? [{ by: 'paper', error: 0.05 }] : [],
    }),
  )
  await writeReport({
    title: 'The paper of 1989, trained again',
    intro:
      `The paper's own training: scaled tanh, weights within ±2.4/F, a learning rate for each weight by its curvature. ${seedsText(seeds)}, ${LAST} passes; ` +
      `the paper stopped after ${PASSES}. Losses are means over the outputs of (y − t)², twice the paper's.`,
    rows,
    differences: rows.slice(1).flatMap((row) => {
      const difference = errorDifference(main, row.runs, test)
      return difference ? [{ ...difference, from: first!.label, to: row.label }] : []
    }),
    paper: await figures(main, answers, digits.test),
    source: digits.source,
  })
}

const seedsText = (seeds: number): string =>
  seeds === 1 ? 'Seed 1' : `Seeds 1 to ${thousands(seeds)}, mean ± standard deviation`

function printTable(rows: readonly (readonly string[])[], { terminal }: Context): void {
  const [headings, ...lines] = table(rows)
  terminal.print()
  terminal.print(terminal.style('bold', headings!))
  for (const line of lines) terminal.print(line)
}

/** Our loss is the mean of (y − t)². */
const PAPER_UNIT = 0.5

function resultRow(label: string, runs: readonly KeptRun[], pass: number, test: number): string[] {
  const at = (curve: keyof Curves) => spread(runs.map(({ curves }) => curves[curve][pass - 1]!))
  return [
    label,
    String(pass),
    lossText(at('trainLoss')),
    countText(at('trainMisses')),
    lossText(at('testLoss')),
    countText(at('testMisses')),
    percent(at('testMisses').mean / test),
  ]
}

/** `3.49e-3 ± 0.34` */
function lossText({ mean, sd }: Spread): string {
  const text = (mean * PAPER_UNIT).toExponential(2)
  if (sd === undefined) return text
  const power = Number(text.split('e')[1])
  return `${text} ± ${((sd * PAPER_UNIT) / 10 ** power).toFixed(2)}`
}

/** `110.4 ± 3.4` */
const countText = ({ mean, sd }: Spread): string =>
  sd === undefined ? String(mean) : `${mean.toFixed(1)} ± ${sd.toFixed(1)}`

const shareText = ({ mean, sd }: Spread): string =>
  sd === undefined ? percent(mean) : `${(100 * mean).toFixed(1)} ± ${(100 * sd).toFixed(1)}%`

/** Share rejected and error left, over the seeds. */
const rejectionCells = (
  found: readonly { readonly rejected: number; readonly misses: number; readonly count: number }[],
): [string, string] => [
  shareText(spread(found.map(({ rejected, count }) => rejected / count))),
  shareText(spread(found.map(({ rejected, misses, count }) => misses / (count - rejected)))),
]

const hindsight = (answers: readonly Answers[]): [string, string] =>
  rejectionCells(answers.map((seed) => chooseThresholds(seed, WANTED)))

/** Thresholds from held-out digits, whose outputs come behind those of the test digits. */
const promised = (runs: readonly KeptRun[], test: Digits, heldOut: Digits): [string, string] =>
  rejectionCells(
    runs.map(({ kept }) => {
      const { outputs } = kept!
      const split = test.length * CLASSES
      const thresholds = chooseThresholds(answersOf(outputs.subarray(split), heldOut.labels, 'mse'), WANTED)
      return applyThresholds(answersOf(outputs.subarray(0, split), test.labels, 'mse'), thresholds)
    }),
  )

/** Of the net of the first seed, and the first test digit. */
async function figures(
  runs: readonly KeptRun[],
  answers: readonly Answers[],
  test: Digits,
): Promise<PaperFigures> {
  const network = await Network.create(recipes.paper1989)
  network.loadStateDict(runs[0]!.kept!.state)
  const digit = test.images.slice(0, IMAGE_PIXELS)
  const { h1, h2, out } = network.activations(digit)
  network.dispose()
  return { answers, digit, h1, h2, label: test.labels[0]!, answer: answerOf(out) }
}
