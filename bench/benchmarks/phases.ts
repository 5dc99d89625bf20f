/**
 * Where the time of a training step goes. The step is run up to its first phase, up to its second, and so on; a phase's time is the difference. So every
 * phase finds caches and branch predictors as the one before leaves them, and all add up.
 */

import { type Recipe, recipes } from '../../src/model/recipes.js'
import { stateSha256 } from '../../src/model/state.js'
import { readState } from '../../src/wasm/index.js'
import { type Case, type Effort, type Measurement, measure, minus } from '../measure.js'
import { type BenchResult, micro, percent } from '../result.js'
import {
  baseStagedStep,
  checkStages,
  gradientStagedStep,
  modernStagedStep,
  type StagedStep,
} from '../staged-step.js'
import { COUNT, type Dataset, type KernelExports, loadKernels, type Target } from '../target.js'

const STEP = 'the step as train runs it'
const UNFUSED = 'without the optimizer'

export async function basePhases({ real }: Dataset, effort: Effort): Promise<BenchResult> {
  const target = await loadKernels(recipes.base, real)
  const { stages } = baseStagedStep.phases.at(-1)!
  const unfused: Case = { ...beginning(target, gradientStagedStep, stages), name: UNFUSED }
  const measurement = await stageByStage(target, baseStagedStep, [unfused], effort)
  const result = resultOf('base', baseStagedStep, measurement)
  const sgd = measurement.timing(upTo(stages)).min - measurement.timing(UNFUSED).min
  const note = `SGD is fused into the backward phases; storing the gradients instead saves ${micro(sgd)} µs.`
  return { ...result, notes: [...result.notes, note] }
}

export async function modernPhases({ real }: Dataset, effort: Effort): Promise<BenchResult> {
  const target = await loadKernels(recipes.modern, real)
  return resultOf('modern', modernStagedStep, await stageByStage(target, modernStagedStep, [], effort))
}

/** Times every beginning of a step. */
async function stageByStage(
  target: Target<KernelExports>,
  staged: StagedStep,
  more: readonly Case[],
  effort: Effort,
): Promise<Measurement> {
  await checkStagedStep(target, staged)
  const { exports, trainBuffer, reset } = target
  const ends = [0, ...staged.phases.map(({ stages }) => stages)]
  const beginnings = ends.map((stages) => beginning(target, staged, stages))
  const step: Case = { name: STEP, run: trainBuffer, count: COUNT, before: reset }
  return measure(exports, [step, ...beginnings, ...more], effort)
}

const upTo = (stages: number): string => `the first ${stages}`

const beginning = ({ exports, reset }: Target<KernelExports>, { run }: StagedStep, stages: number): Case => ({
  name: upTo(stages),
  run: () => run(exports, stages),
  count: COUNT,
  before: reset,
})

/** A step that does not give the bits of the step it stands for would tell about something else. */
async function checkStagedStep(
  { exports, parameters, recipe, reset, trainBuffer }: Target<KernelExports>,
  { phases, run }: StagedStep,
): Promise<void> {
  checkStages(exports)
  const after = (train: () => void) => {
    reset()
    train()
    return stateSha256(readState(parameters))
  }
  const trained = await after(trainBuffer)
  const whole = await after(() => run(exports, phases.at(-1)!.stages))
  const butOne = await after(() => run(exports, phases.at(-2)!.stages))
  if (whole !== trained || butOne === trained) throw new Error(unlike(recipe))
}

const unlike = ({ loss, optimizer }: Recipe): string =>
  `the stages of a step (${loss}, ${optimizer}) do not make up what train does: see assembly/testing/phases.ts`

function resultOf(recipe: string, { phases }: StagedStep, { peak, timing }: Measurement): BenchResult {
  let before = timing(upTo(0))
  const own = phases.map(({ name, stages }) => {
    const until = timing(upTo(stages))
    const figure = { name, ...minus(until, before) }
    before = until
    return figure
  })
  const sum = { name: 'all phases', ...before }
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
