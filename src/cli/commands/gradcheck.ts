/** `lenet1989 gradcheck`: checks the gradients by central differences, and the fast kernels against float64. */

import { Network } from '../../index.js'
import type { Digits } from '../../model/digits.js'
import { LenetError } from '../../model/errors.js'
import { type Recipe, recipes } from '../../model/recipes.js'
import { type StateDict, tensorNames } from '../../model/state.js'
import { type Gradcheck, gradcheck } from '../../reference/gradcheck.js'
import { type AddCommand, type Context, examples } from '../command.js'
import { loadDigits } from '../input/digits.js'
import { recipeOption, wholeNumber, withSeed } from '../input/options.js'
import { table, thousands } from '../terminal/format.js'

interface GradcheckCommandOptions {
  readonly recipe: Recipe
  readonly seed: number
  readonly every: number
  readonly json?: true
}

/**
 * Central differences against analytic gradients, both float64, relative. PyTorch's own autograd reaches 1.0e-6 on
 * this network with the same step: the rest is rounding of the difference quotient, not of the derivative.
 */
const RELATIVE_TOLERANCE = 1e-5
/** Float32 gradients against float64 ones, absolute; the largest gradients are about 0.2 (base) and 2 (cross-entropy). */
const FLOAT32_TOLERANCE = 2e-6
/** Curvatures, as shares of the tensor's largest: from differences of the outputs, and float32 from float64. */
const CURVATURE_TOLERANCE = 5e-6

/** The first digit of the notebook's training order. */
const ONE_DIGIT = { data: 'mnist', train: 1, test: 1, dataSeed: 1337 } as const

export const addGradcheck: AddCommand = (program, context) => {
  withSeed(program.command('gradcheck'))
    .summary('check the gradients of all parameters')
    .description(
      "Compares the gradients of a digit's loss, at the initial weights, with central differences in float64, parameter " +
        'by parameter, and the float32 gradients of the SIMD kernels with the float64 ones. Fails if a difference is too ' +
        'large.',
    )
    .addOption(recipeOption().default(recipes.base, 'base'))
    .option('--every <n>', 'check every n-th parameter only', wholeNumber, 1)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      examples([
        ['gradcheck', 'all 9,760 parameters of the 1989 network, in a few seconds'],
        ['gradcheck --recipe modern --every 10', 'a tenth of them, ReLU and cross-entropy'],
      ]),
    )
    .action((options: GradcheckCommandOptions) => check(options, context))
}

async function check(
  { recipe, seed, every, json }: GradcheckCommandOptions,
  context: Context,
): Promise<void> {
  const { terminal } = context
  const { train } = await loadDigits(ONE_DIGIT, context)
  const { images, labels } = train
  // the gradient of the loss as in evaluation: nothing rolled, nothing dropped
  const network = await Network.create({ ...recipe, roll: 0, dropout: 0, seed })
  const curvatures = recipe.optimizer === 'newton' ? curvaturesOf(network, train) : undefined
  network.forward(images)
  network.backward(labels[0]!)
  const state = network.stateDict()
  const gradients = network.gradients()
  network.dispose()
  const found = await gradcheck({
    recipe,
    state,
    image: images,
    label: labels[0]!,
    every,
    gradients,
    ...(curvatures && { curvatures }),
  })
  const wrong = excess(found)
  if (json) terminal.print(JSON.stringify({ ok: wrong.length === 0, ...found }))
  else print(found, context)
  if (wrong.length > 0) throw new LenetError('ERR_VALUE', `the gradients differ: ${wrong.join(', ')}`)
  if (!json) terminal.print(terminal.style('green', 'The gradients agree.'))
}

/** A phrase for each difference beyond the tolerances. NaN counts as one. */
function excess({ tensors }: Gradcheck): string[] {
  return tensorNames.flatMap((name) => {
    const { maxRelative, float32MaxAbsolute, curvature } = tensors[name]
    const phrases: string[] = []
    for (const figure of [curvature?.differences ?? 0, curvature?.float32 ?? 0])
      if (!(figure <= CURVATURE_TOLERANCE)) phrases.push(`${name}'s curvature by ${figure.toExponential(1)}`)
    if (!(maxRelative <= RELATIVE_TOLERANCE))
      phrases.push(`${name} by ${maxRelative.toExponential(1)}, relative`)
    if (!(float32MaxAbsolute! <= FLOAT32_TOLERANCE)) {
      phrases.push(`${name} in float32 by ${float32MaxAbsolute!.toExponential(1)}`)
    }
    return phrases
  })
}

function print({ tensors, maxRelative, float32MaxAbsolute }: Gradcheck, context: Context): void {
  const { terminal } = context
  const figure = (value: number) => value.toExponential(1)
  const [headings, ...rows] = table([
    ['tensor', 'parameters', 'largest gradient', 'central differences', 'float32 kernels'],
    ...tensorNames.map((name) => {
      const { count, largest, maxRelative, float32MaxAbsolute } = tensors[name]
      return [name, thousands(count), figure(largest), figure(maxRelative), figure(float32MaxAbsolute!)]
    }),
    ['largest', '', '', figure(maxRelative), figure(float32MaxAbsolute!)],
    ['allowed', '', '', figure(RELATIVE_TOLERANCE), figure(FLOAT32_TOLERANCE)],
  ])
  terminal.print('Largest difference from the float64 gradients: relative for central differences,')
  terminal.print('absolute for the float32 kernels.')
  terminal.print()
  terminal.print(terminal.style('bold', headings!))
  for (const row of rows) terminal.print(row)
  if (tensors.H1w.curvature) printCurvatures(tensors, context)
}

/** The digit's curvatures at the fresh weights, as the kernels have them. */
function curvaturesOf(network: Network, digit: Digits): StateDict {
  network.estimateCurvature(digit)
  return network.curvatures()
}

function printCurvatures(tensors: Gradcheck['tensors'], { terminal }: Context): void {
  const figure = (value: number | undefined) => value?.toExponential(1) ?? '–'
  const [headings, ...rows] = table([
    ['tensor', 'largest curvature', 'differences of the outputs', 'float32 kernels'],
    ...tensorNames.map((name) => {
      const { largest, differences, float32 } = tensors[name].curvature!
      return [name, figure(largest), figure(differences), figure(float32)]
    }),
    ['allowed', '', figure(CURVATURE_TOLERANCE), figure(CURVATURE_TOLERANCE)],
  ])
  terminal.print()
  terminal.print(
    "Newton's curvatures: largest difference from the float64 ones as a share of the tensor's largest. Those of",
  )
  terminal.print(
    'H1 and H2 leave out the terms between units, as the paper does: no difference of outputs gives them.',
  )
  terminal.print()
  terminal.print(terminal.style('bold', headings!))
  for (const row of rows) terminal.print(row)
}
