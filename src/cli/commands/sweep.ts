/** `lenet1989 sweep`: many seeds of some recipes, side by side, and how much of each difference is luck. */
import { type Command, Option } from 'commander'
import { LenetError } from '../../model/errors.js'
import { recipes } from '../../model/recipes.js'
import type { Axis } from '../../sweep/grid.js'
import { type AddCommand, type Context, examples } from '../command.js'
import {
  gridAxis,
  seedList,
  shardNumber,
  share,
  wholeNumber,
  withData,
  withWorkers,
} from '../input/options.js'
import { type NamedRecipe, namedRecipe } from '../input/recipe-option.js'
import { withReport } from '../output/report-folder.js'
import { mergeShards, sweepHere } from '../runs/local-sweep.js'
import { attachSweep, cancelSweep, sweepThere } from '../runs/queue-sweep.js'
import type { SweepOptions } from '../runs/sweep-settings.js'

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
    .option(
      '--set <field=values...>',
      'each recipe with each of these values: lr=0.02,0.03; several fields make a grid',
      (text: string, others: readonly Axis[] = []) => [...others, gridAxis(text)],
    )
    .addOption(
      new Option('--seeds <list>', 'seeds and ranges of them: 1..20, or 1,5,10..12')
        .argParser(seedList)
        .default(seedList('1..10'), '1..10'),
    )
    .option('--passes <n>', "passes over the training digits, in place of the recipes'", wholeNumber)
    .option('--out <file>', 'write each run to a file of JSON lines, as soon as it is finished')
    .option('--resume', 'go on with the file: make only the runs that are not in it yet')
    .option('--shard <i/n>', 'make only every n-th run, from the i-th on, for --merge', shardNumber)
    .option('--merge <file...>', 'make no runs: put the files of shards together, into --out if it is given')
    .option(
      '--queue <url>',
      'have the runs made by workers anywhere: redis://HOST:6379, or rediss:// for TLS',
    )
    .option('--name <name>', 'what the sweep is called in the queue')
    .option('--verify <share>', 'have that share of the runs made twice, by different workers', share)
    .option('--detach', 'leave the sweep in the queue, for --attach')
    .option('--attach <name>', 'make nothing new: collect what is in the queue, or goes on there, into --out')
    .option('--cancel <name>', 'take a sweep out of the queue')
    .option('--json', 'print the summary as one JSON object')
  withReport(withWorkers(withData(command)))
    .addHelpText(
      'after',
      examples([
        ['sweep --seeds 1..20', 'the spread of the net of 1989'],
        ['sweep --recipe base modern --seeds 1..20', 'and how much better the modern one is'],
        ['sweep --recipe modern my.json --out runs.jsonl', 'is a recipe of mine any better?'],
        ['sweep --recipe modern my.json --out runs.jsonl --resume', 'go on after an interruption'],
        ['sweep --set lr=0.02,0.03 --set batchSize=1,4', 'four recipes: a grid'],
        ['sweep --seeds 1..160 --shard 3/16 --out 3.jsonl', 'a sixteenth of a sweep, on one of 16 machines'],
        [
          'sweep --seeds 1..9999 --queue redis://10.0.0.5 --out runs.jsonl',
          'for `lenet1989 worker`, wherever',
        ],
        ['sweep --merge [0-9]*.jsonl --out runs.jsonl', 'and the whole of it'],
      ]),
    )
    .action((options: SweepOptions) => sweep(options, command, context))
}

/** Options that say which runs to make: refused by a command that takes the runs from elsewhere. */
const PLAN = ['recipe', 'set', 'seeds', 'passes', 'train', 'test', 'dataSeed', 'shard', 'resume', 'workers']
/** Options that only a sweep in a queue has. */
const QUEUE = ['name', 'verify', 'detach', 'attach', 'cancel']

async function sweep(options: SweepOptions, command: Command, context: Context): Promise<void> {
  const { merge, queue, attach, cancel } = options
  if (merge !== undefined) {
    refuseOptions(
      command,
      [...PLAN, 'queue', ...QUEUE],
      'cannot be combined with --merge, which takes everything from its files',
    )
    return mergeShards(merge, options, context)
  }
  if (queue === undefined) {
    refuseOptions(command, QUEUE, 'needs --queue URL')
    return sweepHere(options, context)
  }
  if (cancel !== undefined) {
    refuseOptions(
      command,
      [...PLAN, 'attach', 'detach', 'name', 'verify', 'out'],
      'cannot be combined with --cancel, which takes --queue alone',
    )
    return cancelSweep(cancel, queue, context)
  }
  if (attach !== undefined) {
    refuseOptions(
      command,
      [...PLAN, 'detach', 'name', 'verify'],
      'cannot be combined with --attach, which takes everything from the queue',
    )
    return attachSweep(attach, options, queue, context)
  }
  refuseOptions(
    command,
    ['shard', 'workers'],
    'cannot be combined with --queue, whose workers share the runs',
  )
  await sweepThere(options, queue, context)
}

/** @throws {LenetError} ERR_CONFIG naming the first of the options that was given */
function refuseOptions(command: Command, names: readonly string[], why: string): void {
  const given = names.find((name) => command.getOptionValueSource(name) === 'cli')
  if (given === undefined) return
  const { long } = command.options.find((option) => option.attributeName() === given)!
  throw new LenetError('ERR_CONFIG', `${long}: ${why}`)
}
