/** `lenet1989 evaluate FILE`: loss and misses of saved weights on digits. */
import type { Digits } from '../data/index.js'
import { type Evaluation, Network } from '../index.js'
import { CLASSES } from '../shape.js'
import { type AddCommand, type Context, examples } from './command.js'
import { loadDigits } from './digits.js'
import { evalLine } from './format.js'
import { type ModelOptions, modelConfig, readModel, withModel } from './models.js'
import { type DataOptions, withData } from './options.js'

interface EvaluateOptions extends DataOptions, ModelOptions {
  readonly json?: true
}

export const addEvaluate: AddCommand = (program, context) => {
  withModel(
    withData(
      program.command('evaluate').argument('<file>', 'weights: safetensors, a checkpoint, .pt, ONNX, JSON'),
    ),
  )
    .summary('print loss and misses of saved weights')
    .description(
      'Prints the loss and the misses of saved weights on both splits. The recipe stands in the file, if `train` has ' +
        'written it; weights from elsewhere need --recipe, and --activation or --loss where those differ from it.',
    )
    .option(
      '--json',
      'print one JSON object, with the confusion matrices: a row per digit, a column per answer',
    )
    .addHelpText(
      'after',
      examples([
        ['evaluate m.safetensors', 'on 7,291 and 2,007 digits'],
        ['evaluate m.safetensors --train 50000 --test 10000', 'on more'],
        ['evaluate m.safetensors --data ~/digits', 'on others'],
        ['evaluate from-pytorch.safetensors --recipe base', 'weights without a recipe in the file'],
        ['evaluate mine.pt --recipe modern --activation silu', 'and with another activation'],
      ]),
    )
    .action((file: string, options: EvaluateOptions) => evaluate(file, options, context))
}

async function evaluate(file: string, options: EvaluateOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const model = await readModel(file)
  const config = modelConfig(model, options, file)
  const digits = await loadDigits(options, context)
  signal.throwIfAborted()
  const network = await Network.create(config)
  network.loadStateDict(model.state)
  const on = (set: Digits) => network.evaluate(set)
  const [train, test] = [on(digits.train), on(digits.test)]
  network.dispose()
  if (options.json) terminal.print(JSON.stringify({ train: figures(train), test: figures(test) }))
  else terminal.print(`${evalLine('train', train)}\n${evalLine('test', test)}`)
}

function figures({ loss, error, misses, count, confusion }: Evaluation): object {
  const rows = Array.from({ length: CLASSES }, (_, label) => [
    ...confusion.subarray(label * CLASSES, (label + 1) * CLASSES),
  ])
  return { count, loss, error, misses, confusion: rows }
}
