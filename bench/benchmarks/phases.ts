/**
 * Where the time of a training step goes. The step is run up to its first phase, up to its second, and so on; a phase's time is the difference. So every
 * phase finds caches and branch predictors as the one before leaves them, and all add up.
 */

import { type Recipe, recipes } from '../../src/model/recipes.js'
import { stateSha256 } from '../../src/model/state.js'
import { readState } from '../../src/wasm/index.js'
import { type Case, type Effort, type Measurement, measure, minus } from '../measure.js'
import { micro, type Outcome, percent } from '../result.js'
import { baseWalk, gradientWalk, modernWalk, type Walk } from '../staged-step.js'
import { COUNT, type KernelExports, loadKernels, type Material, type Subject } from '../target.js'

const STEP = 'the step as train runs it'
const UNFUSED = 'without the optimizer'

export async function basePhases({ real }: Material, effort: Effort): Promise<Outcome> {
  const subject = await loadKernels(recipes.base, real)
  const { length } = baseWalk.phases
  const unfused: Case = { ...beginning(subject, gradientWalk, length), name: UNFUSED }
  const measurement = await walkThrough(subject, baseWalk, [unfused], effort)
  const outcome = outcomeOf('base', baseWalk, measurement)
  const sgd = measurement.timing(upTo(length)).min - measurement.timing(UNFUSED).min
  const note = `SGD is fused into the backward phases; putting the gradients aside instead saves ${micro(sgd)} µs.`
  return { ...outcome, notes: [...outcome.notes, note] }
}

export async function modernPhases({ real }: Material, effort: Effort): Promise<Outcome> {
  const subject = await loadKernels(recipes.modern, real)
  return outcomeOf('modern', modernWalk, await walkThrough(subject, modernWalk, [], effort))
}

/** Times every beginning of a walk. */
async function walkThrough(
  subject: Subject<KernelExports>,
  walk: Walk,
  more: readonly Case[],
  effort: Effort,
): Promise<Measurement> {
  await checkWalk(subject, walk)
  const { exports, trainWindow, reset } = subject
  const beginnings = Array.from({ length: walk.phases.length + 1 }, (_, i) => beginning(subject, walk, i))
  const step: Case = { name: STEP, run: trainWindow, count: COUNT, before: reset }
  return measure(exports, [step, ...beginnings, ...more], effort)
}

const upTo = (phases: number): string => `the first ${phases}`

const beginning = ({ exports, reset }: Subject<KernelExports>, { run }: Walk, phases: number): Case => ({
  name: upTo(phases),
  run: () => run(exports, phases),
  count: COUNT,
  before: reset,
})

/** A walk that does not give the bits of the step it stands for would tell about something else. */
async function checkWalk(
  { exports, parameters, recipe, reset, trainWindow }: Subject<KernelExports>,
  { phases, run }: Walk,
): Promise<void> {
  const after = (train: () => void) => {
    reset()
    train()
    return stateSha256(readState(parameters))
  }
  const trained = await after(trainWindow)
  const whole = await after(() => run(exports, phases.length))
  const butOne = await after(() => run(exports, phases.length - 1))
  if (whole !== trained || butOne === trained) throw new Error(unlike(recipe))
}

const unlike = ({ loss, optimizer }: Recipe): string =>
  `the phases of a step (${loss}, ${optimizer}) do not make up what train does: see assembly/testing/phases.ts`

function outcomeOf(recipe: string, { phases }: Walk, { peak, timing }: Measurement): Outcome {
  const own = phases.map((name, i) => ({ name, ...minus(timing(upTo(i + 1)), timing(upTo(i))) }))
  const sum = { name: 'all phases', ...timing(upTo(phases.length)) }
  const step = { name: STEP, ...timing(STEP) }
  const figures = [...own, sum, step]
  return {
    title: `Phases of a training step, ${recipe}, real digits`,
    peak,
    figures,
    table: {
      columns: ['phase', 'µs', 'of the step'],
      rows: figures.map(({ name, min }) => [name, micro(min), percent(min / step.min)]),
    },
    notes: [],
  }
}
