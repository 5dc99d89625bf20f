/** Each kernel and its plain scalar twin: what SIMD brings, and which kernel lags behind. */

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
  readonly twin?: () => void
  /** The kernel without which this one cannot run: its time is taken off. */
  readonly behind?: string
}

const CALL = 'a call from JavaScript'
const INK = 'search for the ink'
/** Calls of a twin in a sample: they take some ten microseconds each. */
const TWIN_COUNT = 16

export async function kernels({ real }: Dataset, effort: Effort): Promise<BenchResult> {
  const target = await loadKernels(recipes.base, real)
  const list = kernelsOf(target, await twinOn(real.images))
  const { exports } = target
  // every region holds what a training step leaves there
  const before = () => {
    target.reset()
    exports.forwardSample(0)
    exports.lossBackward(0, 1)
    exports.backwardOverwrite()
  }
  const cases = list.flatMap(({ name, run, twin }): Case[] => [
    { name, run: repeat(COUNT, run), count: COUNT, before },
    ...(twin ? [{ name: twinOf(name), run: repeat(TWIN_COUNT, twin), count: TWIN_COUNT }] : []),
  ])
  const measurement = await measure(exports, cases, effort)
  const { peak, timing } = measurement
  const figures = list.map(({ name, macs, behind = CALL }) => {
    const own = name === CALL ? timing(name) : minus(timing(name), timing(behind))
    return { name, ...own, ...(macs !== undefined && { macs }) }
  })
  const rows = list.map(({ name, twin }, i) => {
    const slow = twin && timing(twinOf(name)).min
    const comparison = slow ? [slow.toFixed(2), times(slow / figures[i]!.min)] : []
    return [name, ...timingCells(figures[i]!, peak), ...comparison]
  })
  return {
    title: 'Kernels on real digits, one by one',
    peak,
    figures,
    table: { columns: ['kernel', ...TIMING_COLUMNS, 'twin µs', 'ratio'], rows },
    notes: [
      `Without ${CALL}. H1 is timed behind the ${INK}, which is taken off again.`,
      'A kernel by itself finds its weights in the first-level cache, in a whole step it may not: see --phases.',
    ],
  }
}

const twinOf = (name: string): string => `${name}, twin`
const repeat = (count: number, run: (i: number) => void) => () => {
  for (let i = 0; i < count; i++) run(i)
}

/** The plain twin with every region filled by a training step on the first image. */
async function twinOn(images: Float32Array): Promise<ReferenceNetwork> {
  const twin = await ReferenceNetwork.create(recipes.base, 32)
  twin.setState(await freshState(recipes.base))
  twin.forward(images.subarray(0, 256))
  twin.backward(0)
  return twin
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
      twin: operators.conv1Forward,
    },
    {
      name: 'H1 backward',
      macs: MACS.h1,
      behind: INK,
      run(i) {
        ink(i)
        exports.conv1BackwardOverwrite()
      },
      twin: operators.conv1Backward,
    },
    {
      name: 'H2 forward',
      macs: MACS.h2,
      run: () => exports.conv2Forward(),
      twin: operators.conv2Forward,
    },
    {
      name: 'H2 backward',
      macs: 2 * MACS.h2,
      run: () => exports.conv2BackwardOverwrite(),
      twin: operators.conv2Backward,
    },
    { name: 'H3 forward', macs: MACS.h3, run: () => exports.h3Forward(), twin: operators.h3Forward },
    {
      name: 'H3 backward',
      macs: 2 * MACS.h3,
      run: () => exports.h3BackwardOverwrite(),
      twin: operators.h3Backward,
    },
    {
      name: 'outputs forward',
      macs: MACS.outputs,
      run: () => exports.outForward(),
      twin: operators.outForward,
    },
    {
      name: 'outputs backward',
      macs: 2 * MACS.outputs,
      run: () => exports.outBackwardOverwrite(),
      twin: operators.outBackward,
    },
    {
      name: 'tanh of H1, f and f′',
      run: () => exports.activateH1(tanh),
      twin: () => operators.activationForward('h1'),
    },
    {
      name: 'MSE and its gradient',
      run: (i) => void exports.lossBackward(i % 10, 1),
      twin() {
        operators.lossForward(3)
        operators.lossBackward(3)
        operators.activationBackward('out')
      },
    },
    { name: 'H1 of an empty image', run: () => exports.conv1Prepare() },
    { name: 'border sums of H2', run: () => exports.conv2Prepare() },
    { name: 'SGD', run: () => exports.sgd(1e-6), twin: () => operators.sgd(1e-6) },
    {
      name: 'AdamW',
      run: () => exports.adamw(1e-6, beta1, beta2, recipe.eps, recipe.weightDecay),
      twin: () => operators.adamw(1, 1e-6),
    },
  ]
}
