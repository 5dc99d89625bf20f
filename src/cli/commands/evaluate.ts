/** `lenet1989 evaluate FILE`: loss and misses of saved weights on digits. */
import type { Digits } from '../../data/index.js'
import { type Evaluation, Network } from '../../index.js'
import { answersOf, chooseThresholds, type Rejection } from '../../model/rejection.js'
import { CLASSES } from '../../model/shape.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { loadForReading, loadInputsForReading } from '../input/digits.js'
import { type ModelOptions, modelConfig, readModel, tellSource, withModel } from '../input/models.js'
import { type DataOptions, withData } from '../input/options.js'
import { CLASSIFIER, type Reading, readByClassifier } from '../runs/evaluate-classifier.js'
import { evalLine, table } from '../terminal/format.js'

interface EvaluateOptions extends DataOptions, ModelOptions {
  readonly json?: true
  readonly rejection?: true
}

/** Shares of misread digits among the accepted ones that --rejection aims for. */
const WANTED = [0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0]

export const addEvaluate: AddCommand = (program, context) => {
  withModel(
    withData(
      program
        .command('evaluate')
        .argument(
          '<file>',
          `weights: safetensors, a checkpoint, .pt, ONNX, JSON; or ${CLASSIFIER} for those of the packaged classifier`,
        ),
    ),
  )
    .summary('print loss and misses of saved weights')
    .description(
      'Prints the loss and the misses of saved weights on both splits, or on the test digits of a folder that has no others. The recipe is read from the file if `train` ' +
        'wrote it; weights from elsewhere need --recipe, and --activation or --loss where they differ from it.',
    )
    .option(
      '--rejection',
      'how many test digits the rule of 1989 must reject to misread at most a given share of the others',
    )
    .option(
      '--json',
      'print one JSON object with the confusion matrices: a row per digit, a column per answer',
    )
    .addHelpText(
      'after',
      examples([
        ['evaluate m.safetensors', 'on 7,291 and 2,007 digits'],
        ['evaluate m.safetensors --train 50000 --test 10000', 'on more digits'],
        ['evaluate m.safetensors --data ~/digits', 'on your own digits'],
        ['evaluate classifier --test 10000 --rejection', 'the packaged classifier and its rejection'],
        ['evaluate from-pytorch.safetensors --recipe base', 'weights without a recipe in the file'],
        ['evaluate mine.pt --recipe modern --activation silu', 'the same with another activation'],
      ]),
    )
    .action((file: string, options: EvaluateOptions) => evaluate(file, options, context))
}

async function evaluate(file: string, options: EvaluateOptions, context: Context): Promise<void> {
  const { terminal } = context
  const { train, test } =
    file === CLASSIFIER ? await shipped(options, context) : await own(file, options, context)
  const rejections = options.rejection && WANTED.map((wanted) => chooseThresholds(test.answers, wanted))
  if (options.json) {
    const { evaluation } = test
    const all = {
      ...(train && { train: figures(train.evaluation) }),
      test: figures(evaluation),
      ...(rejections && { rejection: rejections.map(finite) }),
    }
    terminal.print(JSON.stringify(all))
    return
  }
  if (train) terminal.print(evalLine('train', train.evaluation))
  terminal.print(evalLine('test', test.evaluation))
  if (rejections) for (const line of rejectionLines(rejections)) terminal.print(line)
}

/** Of both splits, or of the test digits if the folder has no others. */
interface Readings {
  readonly train?: Reading
  readonly test: Reading
}

/** The network of a file, on both splits. */
async function own(file: string, options: EvaluateOptions, context: Context): Promise<Readings> {
  const model = await readModel(file)
  tellSource(model, context)
  const config = modelConfig(model, options, file)
  const digits = await loadForReading(options, context)
  context.signal.throwIfAborted()
  const network = await Network.create(config)
  network.loadStateDict(model.state)
  const on = (set: Digits): Reading => ({
    evaluation: network.evaluate(set),
    answers: answersOf(network.predict(set.images), set.labels, config.loss),
  })
  const readings = { ...(digits.train && { train: on(digits.train) }), test: on(digits.test) }
  network.dispose()
  return readings
}

async function shipped(options: EvaluateOptions, context: Context): Promise<Readings> {
  const digits = await loadInputsForReading(options, context)
  context.signal.throwIfAborted()
  return {
    ...(digits.train && { train: await readByClassifier(digits.train) }),
    test: await readByClassifier(digits.test),
  }
}

function figures({ loss, error, misses, count, confusion }: Evaluation): object {
  const rows = Array.from({ length: CLASSES }, (_, label) => [
    ...confusion.subarray(label * CLASSES, (label + 1) * CLASSES),
  ])
  return { count, loss, error, misses, confusion: rows }
}

/** A threshold that rejects nothing is null: JSON has no infinite numbers. */
const finite = ({ t1, t2, t3, ...rest }: Rejection): object => {
  const or = (value: number) => (Number.isFinite(value) ? value : null)
  return { ...rest, t1: or(t1), t2: or(t2), t3: or(t3) }
}

function rejectionLines(rejections: readonly Rejection[]): string[] {
  const share = (count: number, of: number) => `${(100 * (of === 0 ? 0 : count / of)).toFixed(2)}%`
  const threshold = (value: number) => (Number.isFinite(value) ? value.toFixed(4) : '-')
  const rows = rejections.map(({ wanted, rejected, misses, count, t1, t2, t3 }) => [
    share(wanted, 1),
    share(rejected, count),
    share(misses, count - rejected),
    String(misses),
    threshold(t1),
    threshold(t2),
    threshold(t3),
  ])
  const headings = [
    'misread at most',
    'rejected',
    'misread',
    'digits',
    'most active >',
    'second <',
    'difference >',
  ]
  return ['', 'rejection, with thresholds chosen on these test digits:', ...table([headings, ...rows])]
}
