/** `lenet1989 reproduce`: the experiment of 1989, beside what the paper and the notebook published. */
import { Network, type PassResult, recipes } from '../../index.js'
import { LenetError } from '../../model/errors.js'
import { summarizeRun } from '../../sweep/run.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { SEED, seedCount, withSeed, withWorkers } from '../input/options.js'
import { openReport, type ReportOptions, withReport } from '../output/report-folder.js'
import {
  checkErrors,
  countLines,
  type Experiment,
  ladder,
  PAPER_DIGITS,
  paperMethods,
} from '../runs/published.js'
import { passLines, type TrainResult, trainNetwork } from '../runs/training.js'
import { duration, percent, table, thousands } from '../terminal/format.js'
import { type ReproduceAllOptions, reproduceAll } from './reproduce-all.js'
import { reproducePaper } from './reproduce-paper.js'
import { reproducePostal } from './reproduce-postal.js'

interface ReproduceOptions extends ReproduceAllOptions, ReportOptions {
  readonly all?: true
  readonly paper?: true
  readonly postal?: true
  readonly heldOut?: true
  readonly data: string
}

/** What the paper reports for its training on a SUN-4/260. */
const PAPER_DAYS = 3
const PAPER_SECONDS = PAPER_DAYS * 24 * 3600

/**
 * Published test errors of the base network on 2,007 digits. The paper's are postal digits; the notebook
 * prints 4.14%, which can only be 83 misses.
 */
const published = [
  {
    name: 'paper, 1989, postal digits',
    error: 0.05,
    misses: 102,
    training: `${PAPER_DAYS} days`,
    speedup: '1',
  },
  { name: 'notebook, PyTorch', error: 0.0414, misses: 83, training: '–', speedup: '–' },
]

export const addReproduce: AddCommand = (program, context) => {
  const command = withSeed(program.command('reproduce'))
    .summary('train the 1989 network and compare it with the published figures')
    .description(
      "Trains the base recipe for 23 passes over 7,291 digits of MNIST and ends with a table: the paper's figures, the " +
        "notebook's and ours. With --all: the notebook's whole table, from 1989 to the modern network. Fails if a test error is " +
        'more than four standard errors from what PyTorch reaches.',
    )
    .option('--all', "the five rows of the notebook's table, and the paper's own methods, side by side")
    .option('--full', 'with --all, also the two rows on 50,000 digits')
    .option(
      '--paper',
      "the paper's own training, beside the paper's figures; 20 seeds unless --seeds is given",
    )
    .option('--postal', 'modern methods at the size of 1989; 5 seeds unless --seeds is given')
    .option('--held-out', 'with --postal: test on the last 1,291 training digits, to choose by')
    .option(
      '--data <mnist|DIR>',
      'with --paper and --postal: a folder with zip.train.gz and zip.test.gz',
      'mnist',
    )
    .option(
      '--seeds <n>',
      'with --all, also seeds 1 to n, for mean and spread; with --paper and --postal, seeds 1 to n',
      seedCount,
    )
  command
    .option(
      '--out <file>',
      'with --all, --paper, --postal or --seeds: write each run to a file of JSON lines, as soon as it is finished',
    )
    .option('--resume', 'go on with that file: make only what is not in it yet')
  withReport(withWorkers(command))
    .addHelpText(
      'after',
      examples([
        ['reproduce', "with the notebook's seed, 1337"],
        ['reproduce --seed 1', 'with other initial weights'],
        ['reproduce --all', 'every row of the table'],
        ['reproduce --all --seeds 20', 'and how much of that is luck'],
        ['reproduce --all --out runs.jsonl --resume', 'go on after an interruption'],
        ['reproduce --postal --data zip/', 'and what modern methods make of them'],
        ['reproduce --paper --data zip/', "the paper's training on the paper's digits"],
      ]),
    )
    .action((options: ReproduceOptions) => {
      const { all, full, paper, postal, seeds, out, resume } = options
      const isTable = !paper && !postal && (all || full || seeds !== undefined)
      if (!isTable && !paper && !postal && (out !== undefined || resume))
        throw new LenetError(
          'ERR_CONFIG',
          '--out and --resume need --all, --full, --seeds, --paper or --postal',
        )
      if (paper) return reproducePaper(options, context)
      if (postal) return reproducePostal(options, context)
      return isTable
        ? reproduceAll(all || full ? [...ladder, paperMethods] : ladder.slice(0, 1), options, context)
        : reproduce(options, context)
    })
}

async function reproduce(options: ReproduceOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const { seed } = options
  const writeReport = await openReport(options, context)
  for (const line of countLines) terminal.print(line)
  const digits = await loadDigits({ data: 'mnist', ...PAPER_DIGITS, dataSeed: SEED }, context)
  signal.throwIfAborted()
  const network = await Network.create({ ...recipes.base, seed })
  const { passes } = network.config
  const results: PassResult[] = []
  const outcome = await trainNetwork(network, digits, context, (result) => {
    results.push(result)
    for (const line of passLines(result, passes)) terminal.print(line)
  })
  signal.throwIfAborted()
  const single = await summarizeRun('base', network, results, digits.test)
  network.dispose()
  const { train, test } = PAPER_DIGITS
  terminal.print()
  terminal.print(
    `base, ${passes} passes over ${thousands(train)} digits, tested on ${thousands(test)} others:`,
  )
  terminal.print()
  const [headings, ...rows] = comparison(seed, outcome)
  terminal.print(terminal.style('bold', headings!))
  for (const row of rows) terminal.print(row)
  const [base] = ladder as [Experiment]
  const { label, recipe, published } = base
  await writeReport({
    title: 'The net of 1989',
    intro:
      'The convolutional network that learned to read zip codes in 1989, trained again: 9,760 weights, 7,291 digits of MNIST, 23 passes.',
    rows: [{ label, recipe, train, test: digits.test, single, runs: [], published }],
    differences: [],
    source: digits.source,
  })
  checkErrors([[base, outcome.last!.test!.error]])
}

/** The table of the paper, the notebook and this run, heading first. */
function comparison(seed: number, { last, trainSeconds }: TrainResult): string[] {
  const { error, misses } = last!.test!
  const speedup = thousands(PAPER_SECONDS / trainSeconds)
  const ours = { name: `ours, seed ${seed}`, error, misses, training: duration(trainSeconds), speedup }
  return table([
    ['', 'test error', 'misses', 'training', `speed-up over ${PAPER_DAYS} days`],
    ...[...published, ours].map((row) => [
      row.name,
      percent(row.error),
      String(row.misses),
      row.training,
      row.speedup,
    ]),
  ])
}
