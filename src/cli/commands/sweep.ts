/** `lenet1989 sweep`: many seeds of some recipes, side by side, and how much of each difference is luck. */
import { Option } from 'commander'
import { checkConfig } from '../../model/config.js'
import { LenetError } from '../../model/errors.js'
import { type Recipe, recipes } from '../../model/recipes.js'
import type { LoadedDigits } from '../../node/index.js'
import type { Row } from '../../report/data.js'
import type { Job, RunResult } from '../../sweep/run.js'
import type { Settings } from '../../sweep/runs-file.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { type DataOptions, seedList, wholeNumber, withData, withWorkers } from '../input/options.js'
import { type NamedRecipe, namedRecipe } from '../input/recipe-option.js'
import { openReport, type ReportOptions, withReport } from '../output/report-folder.js'
import { wasmSha256 } from '../output/wasm-digest.js'
import { checkKeep, type KeepOptions, runKept } from '../runs/kept-runs.js'
import { groupDifferences, summaryLines, summaryObject } from '../runs/sweep-summary.js'
import { oneLine, thousands } from '../terminal/format.js'

interface SweepOptions extends DataOptions, KeepOptions, ReportOptions {
  readonly recipe?: readonly NamedRecipe[]
  readonly seeds: readonly number[]
  readonly passes?: number
  readonly workers: number
  readonly json?: true
}

const BASE: NamedRecipe = { name: 'base', recipe: recipes.base }

export const addSweep: AddCommand = (program, context) => {
  const command = program
    .command('sweep')
    .summary('train many seeds of some recipes, and print their spread')
    .description(
      'Trains each recipe once for each seed, several runs side by side, and prints mean, standard deviation, extremes and ' +
        '95% intervals of the test errors; for two recipes and more also how each differs from the first, seed by seed. ' +
        'A seed ends with the same weights here as in `train`.',
    )
    .option(
      '--recipe <name|file.json...>',
      `any of ${Object.keys(recipes).join(', ')}, or files of your own (default: base)`,
      (name: string, others: readonly NamedRecipe[] = []) => [...others, namedRecipe(name)],
    )
    .addOption(
      new Option('--seeds <list>', 'seeds and ranges of them: 1..20, or 1,5,10..12')
        .argParser(seedList)
        .default(seedList('1..10'), '1..10'),
    )
    .option('--passes <n>', "passes over the training digits, in place of the recipes'", wholeNumber)
    .option('--out <file>', 'write each run to a file of JSON lines, as soon as it is finished')
    .option('--resume', 'go on with the file: make only the runs that are not in it yet')
    .option('--json', 'print the summary as one JSON object')
  withReport(withWorkers(withData(command)))
    .addHelpText(
      'after',
      examples([
        ['sweep --seeds 1..20', 'the spread of the net of 1989'],
        ['sweep --recipe base modern --seeds 1..20', 'and how much better the modern one is'],
        ['sweep --recipe modern my.json --out runs.jsonl', 'is a recipe of mine any better?'],
        ['sweep --recipe modern my.json --out runs.jsonl --resume', 'go on after an interruption'],
      ]),
    )
    .action((options: SweepOptions) => sweep(options, context))
}

async function sweep(options: SweepOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const { seeds, json = false } = options
  // refuse what can be refused before fetching the digits
  await checkKeep(options)
  const chosen = chosenRecipes(options)
  const writeReport = await openReport(options, context)
  const digits = await loadDigits(options, context)
  signal.throwIfAborted()
  const wanted = jobs(chosen, seeds, digits)
  const made = await runKept(
    wanted,
    digits,
    {
      ...options,
      settings: settings(chosen, digits, options),
      onStart: (missing) => {
        if (!json) for (const line of opening(options, chosen, digits, missing)) terminal.print(line)
      },
    },
    context,
  )
  const groups = Object.keys(chosen).map((name) => made.filter((run) => run.name === name))
  if (json) terminal.print(JSON.stringify(summaryObject(groups, digits.test.length)))
  else for (const line of summaryLines(groups, digits.test.length, terminal)) terminal.print(line)
  await writeReport(reportContent(chosen, groups, digits))
}

/** By name, with the passes asked for. */
function chosenRecipes({ recipe: named = [BASE], passes }: SweepOptions): Record<string, Recipe> {
  const chosen: Record<string, Recipe> = {}
  for (const { name, recipe } of named) {
    if (Object.hasOwn(chosen, name)) throw new LenetError('ERR_CONFIG', `--recipe ${name}: given twice`)
    const { seed: _, ...checked } = checkConfig({ ...recipe, ...(passes !== undefined && { passes }) })
    chosen[name] = checked
  }
  return chosen
}

const jobs = (
  chosen: Readonly<Record<string, Recipe>>,
  seeds: readonly number[],
  digits: LoadedDigits,
): Job[] =>
  Object.entries(chosen).flatMap(([name, recipe]) =>
    seeds.map((seed) => ({
      name,
      config: checkConfig({ ...recipe, seed }),
      train: digits.train.length,
      test: digits.test.length,
    })),
  )

const settings = (
  chosen: Readonly<Record<string, Recipe>>,
  { digests, train, test }: LoadedDigits,
  { dataSeed }: DataOptions,
): Settings => ({
  kernels: wasmSha256(),
  data: digests,
  train: train.length,
  test: test.length,
  dataSeed,
  recipes: chosen,
})

/** What is about to happen, and with what. */
function opening(
  { seeds, workers }: SweepOptions,
  chosen: Readonly<Record<string, Recipe>>,
  { train, test, source }: LoadedDigits,
  missing: number,
): string[] {
  const all = seeds.length * Object.keys(chosen).length
  const found = all - missing
  return [
    `# ${thousands(train.length)} training digits, ${thousands(test.length)} test digits: ${source}`,
    `# ${thousands(all)} runs${found > 0 ? `, ${thousands(found)} of them made before` : ''}; ${workers} side by side`,
  ].map(oneLine)
}

/** What the report tells: there is nothing published to compare with, since these digits and recipes may be any. */
function reportContent(
  chosen: Readonly<Record<string, Recipe>>,
  groups: readonly (readonly RunResult[])[],
  { train, test, source }: LoadedDigits,
) {
  const rows = groups.map(
    (runs): Row => ({
      label: runs[0]!.name,
      recipe: chosen[runs[0]!.name]!,
      train: train.length,
      test,
      runs,
      published: [],
    }),
  )
  const seeds = groups[0]!.length
  const intro = `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} of ${Object.keys(chosen).join(', ')}, trained on ${thousands(train.length)} digits and tested on ${thousands(test.length)} others.`
  const differences = groupDifferences(groups, test.length)
  return { title: 'A sweep over seeds', intro, rows, differences, source }
}
