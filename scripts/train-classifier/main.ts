/** `npm run train:classifier`: trains the pretrained digit reader. docs/classifier-training.md says how and why. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { seedList, wholeNumber } from '../../src/cli/input/options.js'
import { Interruption, interruptSignal } from '../../src/cli/terminal/interrupt.js'
import { Terminal } from '../../src/cli/terminal/terminal.js'
import { holdOut, trainingDigits } from './mnist.js'
import { carryOut } from './plan.js'
import type { PoolOptions } from './pool.js'
import { type ClassifierRecipe, recipe } from './recipe.js'
import { Log } from './report.js'
import { choosingSets } from './sets.js'
import { read, train } from './trained.js'

const root = join(import.meta.dirname, '../..')

interface Options {
  readonly jobs: number
  readonly work: string
  readonly data?: string
  readonly hands?: string
  readonly set: ClassifierRecipe
  readonly seeds: readonly number[]
  readonly heldOutSeeds?: readonly number[]
}

/** `name=value` on top of what was set before. */
function setting(text: string, before: ClassifierRecipe): ClassifierRecipe {
  const [name = '', value = ''] = text.split('=')
  if (!Object.hasOwn(recipe, name) || value === '' || !Number.isFinite(Number(value))) {
    throw new InvalidArgumentError(`Expected a number for one of ${Object.keys(recipe).join(', ')}.`)
  }
  return { ...before, [name]: Number(value) }
}

const shared = (command: Command): Command =>
  command
    .option('--jobs <n>', 'networks trained side by side', wholeNumber, 1)
    .option(
      '--work <folder>',
      'for what is needed to go on after an interruption',
      join(root, 'build/train-classifier'),
    )
    .option('--data <folder>', 'a folder with the four idx files; else MNIST from where it is found')
    .option('--hands <folder>', 'a folder with semeion.bin.gz, optdigits.bin.gz, zip.test.gz to measure with')
    .option('--set <name=value>', 'change a number of the recipe; may be repeated', setting, recipe)
    .option('--seeds <list>', 'seeds, such as 1..5', seedList, [1, 2, 3, 4, 5])

/** The pool's options, whose signal is aborted by Ctrl-C. */
async function pool({ jobs, work }: Options, terminal: Terminal): Promise<PoolOptions> {
  await mkdir(work, { recursive: true })
  return { threads: jobs, work, terminal, signal: interruptSignal() }
}

async function whole(options: Options & { readonly out: string; readonly quick?: true }): Promise<void> {
  const terminal = new Terminal()
  const { quick, set, data, hands } = options
  const seeds = quick ? options.seeds.slice(0, 2) : options.seeds
  const heldOutSeeds = quick ? seeds : (options.heldOutSeeds ?? seeds)
  const out = quick ? join(options.work, 'quick') : options.out
  await mkdir(out, { recursive: true })
  const plan = {
    recipe: set,
    seeds,
    heldOutSeeds,
    out,
    ...(data !== undefined && { data }),
    ...(hands !== undefined && { hands }),
  }
  const few = { passes: Math.min(set.passes, 4) }
  await carryOut(
    quick ? { ...plan, recipe: { ...set, ...few }, limit: 2000 } : plan,
    new Log(terminal),
    await pool(options, terminal),
  )
}

async function explore(options: Options): Promise<void> {
  const log = new Log(new Terminal())
  const { rest, heldOut } = await holdOut(await trainingDigits(options.data))
  const trained = await train(options.set, options.seeds, rest, log, await pool(options, log.terminal))
  const sets = [{ name: 'held-out digits', ...heldOut }, ...choosingSets(options.hands)]
  for (const digits of sets) await read(trained, digits, log)
}

const program = new Command('train:classifier')
  .description('Trains the pretrained digit reader: 9,760 weights, in our own kernels.')
  .exitOverride()
shared(program.command('train', { isDefault: true }))
  .description('the whole: held-out digits, all digits, test set')
  .option('--out <folder>', 'where the weights, the figures and the log go', join(root, 'classifier'))
  .option(
    '--held-out-seeds <list>',
    'seeds of the networks trained without the held-out digits, or none; else those of --seeds',
    (list) => (list === 'none' ? [] : seedList(list)),
  )
  .option('--quick', 'a trial of it all on 2,000 digits, without the test set, into the folder of work')
  .action(whole)
shared(program.command('explore'))
  .description('one recipe on the held-out digits; the test set is not read')
  .action(explore)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof Interruption) {
    console.error('stopped; the next run goes on from what is saved')
    process.exit(error.exitCode)
  }
  // commander has said what it has to say itself
  const said = error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')
  if (!said) console.error(`train:classifier: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = said && (error as unknown as { exitCode: number }).exitCode === 0 ? 0 : 2
}
