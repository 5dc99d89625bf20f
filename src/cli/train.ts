/** `lenet1989 train`: trains a recipe on digits, prints the figures of each pass, and keeps the weights. */
import { checkConfig } from '../config.js'
import { weightsMetadata } from '../formats/metadata.js'
import { Network, type PassResult } from '../index.js'
import { stateSha256 } from '../state.js'
import { type AddCommand, type Context, examples } from './command.js'
import { loadDigits } from './digits.js'
import { duration, oneLine, size, thousands } from './format.js'
import { readerGone } from './interrupt.js'
import { chosenRecipe, type DataOptions, type RecipeOptions, withData, withRecipe } from './options.js'
import { type Outcome, passLines, trainNetwork } from './training.js'
import { checkWritable, writeWeights } from './weights.js'

interface TrainOptions extends DataOptions, RecipeOptions {
  readonly json?: true
  readonly save?: string
}

export const addTrain: AddCommand = (program, context) => {
  withData(withRecipe(program.command('train')))
    .summary('train a recipe and print the figures of each pass')
    .description(
      'Trains a recipe on digits. After each pass the loss and the misses on both splits are printed, as the notebook ' +
        'does. Ctrl-C stops cleanly: what has been learned by then is still saved.',
    )
    .option('--save <file>', 'write the weights to a safetensors file at the end')
    .option('--json', 'print one JSON object per pass, and a last one with the digest of the weights')
    .addHelpText(
      'after',
      examples([
        ['train', 'the experiment of 1989'],
        ['train --recipe modern --save m.safetensors', 'keep the weights'],
        ['train --train 50000 --test 10000 --passes 7', "the notebook's larger run"],
        ['train --data ~/digits --seed 7', 'other digits, other weights to begin with'],
        ['train --lr 0.01 --json | jq .test.error', 'figures for a program'],
      ]),
    )
    .action((options: TrainOptions) => train(options, context))
}

async function train(options: TrainOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const { json = false, save, seed } = options
  // Everything that can be refused is refused before the digits are fetched.
  const config = checkConfig({ ...chosenRecipe(options), seed })
  if (save !== undefined) await checkWritable(save)
  const digits = await loadDigits(options, context)
  signal.throwIfAborted()
  const network = await Network.create(config)
  if (!json) {
    const counts = `${thousands(digits.train.length)} training digits, ${thousands(digits.test.length)} test digits`
    terminal.print(oneLine(`# ${counts}: ${digits.source}`))
  }

  const outcome = await trainNetwork(network, digits, context, (result) => {
    if (json) terminal.print(JSON.stringify(passObject(result)))
    else for (const line of passLines(result, config.passes)) terminal.print(line)
  })

  if (!outcome.done && !readerGone(signal)) {
    terminal.note(`stopped after ${thousands(outcome.steps)} steps, ${wholePasses(outcome)}`)
  }
  // Saved before anything else can fail, as a broken pipe at the last lines.
  if (save !== undefined) {
    const metadata = { ...weightsMetadata(config), steps: String(outcome.steps) }
    const bytes = await writeWeights(save, network.stateDict(), metadata)
    terminal.note(oneLine(`saved ${outcome.done ? '' : 'what there is '}to ${save}, ${size(bytes)}`))
  }
  const sha256 = await stateSha256(network.stateDict())
  const { done, steps, trainSeconds } = outcome
  if (json) {
    terminal.print(JSON.stringify({ done, steps, trainSeconds, sha256 }))
  } else {
    if (done) terminal.print(`# ${summary(outcome, digits.train.length * config.passes)}`)
    terminal.print(`# sha256 of the weights ${sha256}`)
  }
  network.dispose()
  signal.throwIfAborted()
}

const wholePasses = ({ last }: Outcome): string =>
  last === undefined ? 'within the first pass' : `${last.pass} whole ${last.pass === 1 ? 'pass' : 'passes'}`

/** `167,693 steps in 1.45 s of training, 115,650 digits/s` */
const summary = ({ steps, trainSeconds }: Outcome, digits: number): string =>
  `${thousands(steps)} steps in ${duration(trainSeconds)} of training, ${thousands(digits / trainSeconds)} digits/s`

/** A pass as --json prints it: what is not there, as after `evaluateTrain: false`, is left out. */
function passObject({ pass, lr, train, test, seconds }: PassResult): object {
  const figures = (of: PassResult['test']) => of && { loss: of.loss, error: of.error, misses: of.misses }
  return { pass, lr, train: figures(train), test: figures(test), seconds }
}
