/** `lenet1989 train`: trains a recipe on digits, prints the figures of each pass, and saves the weights. */

import { weightsMetadata } from '../../formats/metadata.js'
import { Network, type PassResult } from '../../index.js'
import { checkConfig } from '../../model/config.js'
import { stateSha256 } from '../../model/state.js'
import { removeLeftovers } from '../../node/files.js'
import { lockFile } from '../../node/lock.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { chosenRecipe, type DataOptions, type RecipeOptions, withData, withRecipe } from '../input/options.js'
import { findCheckpoint, type SavingOptions, saving, withCheckpoint } from '../output/checkpoint-file.js'
import { checkOutput, checkWritable, target } from '../output/files.js'
import { RunRecord } from '../output/record.js'
import { writeWeights } from '../output/weights.js'
import { passLines, type TrainResult, trainNetwork } from '../runs/training.js'
import { duration, oneLine, size, thousands } from '../terminal/format.js'
import { readerGone } from '../terminal/interrupt.js'

interface TrainOptions extends DataOptions, RecipeOptions, SavingOptions {
  readonly json?: true
  readonly save?: string
  readonly out?: string
}

export const addTrain: AddCommand = (program, context) => {
  const command = withData(withRecipe(program.command('train')))
    .summary('train a recipe and print the figures of each pass')
    .description(
      'Trains a recipe on digits. After each pass (epoch) it prints the loss and the misses on both splits, as the notebook ' +
        'does. Ctrl-C stops cleanly and still saves what has been learned. With --checkpoint nothing is lost, ' +
        'whatever happens: --resume continues to the same weights, bit for bit, as without the break.',
    )
    .option('--save <file>', 'write the weights to a safetensors file at the end')
    .option(
      '--out <dir>',
      'keep a record of the run: run.json, metrics.jsonl (a line after each pass) and weights.safetensors',
    )
    .option('--json', 'print one JSON object per pass, and finally one with the digest of the weights')
  withCheckpoint(command)
    .addHelpText(
      'after',
      examples([
        ['train', 'the experiment of 1989'],
        ['train --recipe modern --save m.safetensors', 'keep the weights'],
        ['train --train 50000 --test 10000 --passes 7', "the notebook's larger run"],
        ['train --recipe modern --checkpoint m.ckpt', 'save the training as it goes'],
        ['train --checkpoint m.ckpt --resume', 'and continue it'],
        ['train --data ~/digits --seed 7', 'other digits, other initial weights'],
        ['train --lr 0.01 --json | jq .test.error', 'figures for a program'],
      ]),
    )
    .action((options: TrainOptions) =>
      train(options, (option) => command.getOptionValueSource(option) === 'cli', context),
    )
}

async function train(
  options: TrainOptions,
  given: (option: string) => boolean,
  context: Context,
): Promise<void> {
  const { save, out, checkpoint } = options
  if (save !== undefined) {
    await checkOutput(save, '--save', ['safetensors'])
    await checkWritable(save, '--save')
  }
  if (checkpoint !== undefined) {
    await checkOutput(checkpoint, '--checkpoint', ['checkpoint', 'safetensors'])
    await checkWritable(checkpoint, '--checkpoint')
  }
  // before anything is read: another process that writes these files must not be disturbed
  const locked = await Promise.all([save, checkpoint].filter((path) => path !== undefined).map(target))
  if (out !== undefined) locked.push(await RunRecord.lockPath(out))
  const locks: (() => Promise<void>)[] = []
  try {
    for (const path of new Set(locked)) locks.push(await lockFile(path))
    await trainLocked(options, given, context)
  } finally {
    for (const release of locks) await release()
  }
}

async function trainLocked(
  options: TrainOptions,
  given: (option: string) => boolean,
  context: Context,
): Promise<void> {
  const { terminal, signal } = context
  const { json = false, save, out, seed } = options
  // refuse what can be refused before fetching the digits
  const found = await findCheckpoint(options, given)
  const config = found?.config ?? checkConfig({ ...chosenRecipe(options), seed })
  if (save !== undefined) {
    await removeLeftovers(await target(save))
  }
  const record = out === undefined ? undefined : await RunRecord.open(out, options.resume === true)
  const digits = await loadDigits(options, context)
  signal.throwIfAborted()
  const checkpoint = saving(options, found, digits.train)
  const network = found === undefined ? await Network.create(config) : await Network.resume(found.bytes)
  await record?.begin(config, digits, network.passes)
  if (!json) {
    const counts = `${thousands(digits.train.length)} training digits, ${thousands(digits.test.length)} test digits`
    terminal.print(oneLine(`# ${counts}: ${digits.source}`))
  }
  if (found !== undefined) {
    terminal.note(oneLine(`continuing ${options.checkpoint} after ${thousands(network.steps)} steps`))
  }

  const show = (result: PassResult): void => {
    record?.pass(passObject(result))
    if (json) terminal.print(JSON.stringify(passObject(result)))
    else for (const line of passLines(result, config.passes)) terminal.print(line)
  }
  const outcome = await trainNetwork(network, digits, context, show, checkpoint)

  if (!outcome.done && !readerGone(signal)) {
    terminal.note(`stopped after ${thousands(outcome.steps)} steps, ${wholePasses(outcome)}`)
  }
  // saved before anything else can fail, such as a broken pipe at the last lines
  const metadata = { ...weightsMetadata(config), steps: String(outcome.steps) }
  const sha256 = await stateSha256(network.stateDict())
  const { done, steps, trainSeconds } = outcome
  if (save !== undefined) {
    const bytes = await writeWeights(save, network.stateDict(), metadata)
    terminal.note(oneLine(`saved ${outcome.done ? '' : 'what there is '}to ${save}, ${size(bytes)}`))
  }
  await record?.end({ done, steps, trainSeconds, sha256 }, network.stateDict(), metadata)
  if (json) {
    terminal.print(JSON.stringify({ done, steps, trainSeconds, sha256 }))
  } else {
    if (done && outcome.last) terminal.print(`# ${summary(outcome, digits.train.length * config.passes)}`)
    terminal.print(`# sha256 of the weights ${sha256}`)
  }
  network.dispose()
  signal.throwIfAborted()
}

const wholePasses = ({ passes }: TrainResult): string =>
  passes === 0 ? 'within the first pass' : `${passes} whole ${passes === 1 ? 'pass' : 'passes'}`

/** `167,693 steps in 1.45 s of training, 115,650 digits/s` */
const summary = ({ steps, trainSeconds }: TrainResult, digits: number): string =>
  `${thousands(steps)} steps in ${duration(trainSeconds)} of training, ${thousands(digits / trainSeconds)} digits/s`

/** A pass as --json prints it; absent figures, as after `evaluateTrain: false`, are left out. */
function passObject({ pass, lr, loss, train, test, seconds }: PassResult): object {
  const figures = (of: PassResult['test']) => of && { loss: of.loss, error: of.error, misses: of.misses }
  return { pass, lr, loss, train: figures(train), test: figures(test), seconds }
}
