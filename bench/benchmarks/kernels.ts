/** Each kernel and its plain scalar reference: what SIMD brings, and which kernel lags behind. */

import { recipes } from '../../src/model/recipes.js'
import { ReferenceNetwork } from '../../src/reference/network.js'
import { activationCode } from '../../src/wasm/index.js'
import { type Case, type Effort, measure, minus } from '../measure.js'
import { type BenchResult, TIMING_COLUMNS, times, timingCells } from '../result.js'
import {
  COUNT,
  type Dataset,
  freshState,
  IMAGE_BYTES,
  type KernelExports,
  loadKernels,
  MACS,
  type Target,
} from '../target.js'

interface Kernel {
  readonly name: string
  /** Runs it once, on the i-th digit where that matters. */
  readonly run: (i: number) => void
  /** Dense multiply-adds; none where the work is something else. */
  readonly macs?: number
  readonly reference?: () => void
  /** The kernel without which this one cannot run: its time is taken off. */
  readonly behind?: string
}

const CALL = 'a call from JavaScript'
const INK = 'search for the ink'
/** Calls of a reference in a sample: they take some ten microseconds each. */
const REFERENCE_COUNT = 16

export async function kernels({ real }: Dataset, effort: Effort): Promise<BenchResult> {
  const target = await loadKernels(recipes.base, real)
  const list = kernelsOf(target, await referenceOn(real.images))
  const { exports } = target
  // every region holds what a training step leaves there
  const before = () => {
    target.reset()
    exports.forwardSample(0)
    exports.lossBackward(0, 1)
    exports.backwardOverwrite()
  }
  const cases = list.flatMap(({ name, run, reference }): Case[] => [
    { name, run: repeat(COUNT, run), count: COUNT, before },
    ...(reference
      ? [{ name: referenceOf(name), run: repeat(REFERENCE_COUNT, reference), count: REFERENCE_COUNT }]
      : []),
  ])
  const measurement = await measure(exports, cases, effort)
  const { peak, timing } = measurement
  const figures = list.map(({ name, macs, behind = CALL }) => {
    const own = name === CALL ? timing(name) : minus(timing(name), timing(behind))
    return { name, ...own, ...(macs !== undefined && { macs }) }
  })
  const rows = list.map(({ name, reference }, i) => {
    const slow = reference && timing(referenceOf(name)).min
    const comparison = slow ? [slow.toFixed(2), times(slow / figures[i]!.min)] : []
    return [name, ...timingCells(figures[i]!, peak), ...comparison]
  })
  return {
    title: 'Kernels on real digits, one by one',
    peak,
    figures,
    table: { columns: ['kernel', ...TIMING_COLUMNS, 'reference µs', 'ratio'], rows },
    notes: [
      `The time of ${CALL} is subtracted. H1 is timed after the ${INK}, whose time is also subtracted.`,
      'A kernel timed alone has its weights in the L1 cache; in a whole step it may not: see --phases.',
    ],
  }
}

const referenceOf = (name: string): string => `${name}, reference`
const repeat = (count: number, run: (i: number) => void) => () => {
  for (let i = 0; i < count; i++) run(i)
}

/** The plain reference with every region filled by a training step on the first image. */
async function referenceOn(images: Float32Array): Promise<ReferenceNetwork> {
  const reference = await ReferenceNetwork.create(recipes.base, 32)
  reference.setState(await freshState(recipes.base))
  reference.forward(images.subarray(0, 256))
  reference.backward(0)
  return reference
}

function kernelsOf(
  { exports, images, recipe }: Target<KernelExports>,
  { operators }: ReferenceNetwork,
): Kernel[] {
  const { byteOffset: start } = images
  const [beta1, beta2] = recipe.betas
  const tanh = activationCode('tanh')
  const ink = (i: number) => exports.ink(start + i * IMAGE_BYTES, 0, 0)
  return [
    { name: CALL, run: () => void exports.stepsDone() },
    { name: INK, run: ink },
    {
      name: 'H1 forward',
      macs: MACS.h1,
      behind: INK,
      run(i) {
        ink(i)
        exports.conv1Forward()
      },
      reference: operators.conv1Forward,
    },
    {
      name: 'H1 backward',
      macs: MACS.h1,
      behind: INK,
      run(i) {
        ink(i)
        exports.conv1BackwardOverwrite()
      },
      reference: operators.conv1Backward,
    },
    {
      name: 'H2 forward',
      macs: MACS.h2,
      run: () => exports.conv2Forward(),
      reference: operators.conv2Forward,
    },
    {
      name: 'H2 backward',
      macs: 2 * MACS.h2,
      run: () => exports.conv2BackwardOverwrite(),
      reference: operators.conv2Backward,
    },
    { name: 'H3 forward', macs: MACS.h3, run: () => exports.h3Forward(), reference: operators.h3Forward },
    {
      name: 'H3 backward',
      macs: 2 * MACS.h3,
      run: () => exports.h3BackwardOverwrite(),
      reference: operators.h3Backward,
    },
    {
      name: 'outputs forward',
      macs: MACS.outputs,
      run: () => exports.outForward(),
      reference: operators.outForward,
    },
    {
      name: 'outputs backward',
      macs: 2 * MACS.outputs,
      run: () => exports.outBackwardOverwrite(),
      reference: operators.outBackward,
    },
    {
      name: 'tanh of H1, f and f′',
      run: () => exports.activateH1(tanh),
      reference: () => operators.activationForward('h1'),
    },
    {
      name: 'MSE and its gradient',
      run: (i) => void exports.lossBackward(i % 10, 1),
      reference() {
        operators.lossForward(3)
        operators.lossBackward(3)
        operators.activationBackward('out')
      },
    },
    { name: 'H1 of an empty image', run: () => exports.conv1Prepare() },
    { name: 'border sums of H2', run: () => exports.conv2Prepare() },
    { name: 'SGD', run: () => exports.sgd(1e-6), reference: () => operators.sgd(1e-6) },
    {
      name: 'AdamW',
      run: () => exports.adamw(1e-6, beta1, beta2, recipe.eps, recipe.weightDecay),
      reference: () => operators.adamw(1, 1e-6),
    },
  ]
}
