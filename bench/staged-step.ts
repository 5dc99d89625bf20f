/** A training step that stops early: its stages, and how to run the first of them. See assembly/testing/phases.ts. */
import { recipes } from '../src/model/recipes.js'
import { globalValue } from '../src/wasm/instance.js'
import { COUNT, type KernelExports } from './target.js'

export interface Phase {
  readonly name: string
  /** Stages of the module up to its end. */
  readonly stages: number
}

export interface StagedStep {
  readonly phases: readonly Phase[]
  /** Runs the first `stages` stages of a step on each digit of the batch buffer. */
  readonly run: (exports: KernelExports, stages: number) => void
}

const SHIFT = 'draw of the shift'
const DROPOUT = 'H3 dropout'
const OPTIMIZER = 'AdamW'

/** The stages of the module, without those that a recipe leaves out. */
function phases(activation: string, without: readonly string[] = []): Phase[] {
  const names = [
    'border sums',
    SHIFT,
    without.includes(SHIFT) ? 'search for the ink' : 'roll, search for the ink',
    'H1 forward',
    `H1 ${activation}`,
    'H2 forward',
    `H2 ${activation}`,
    'H3 forward',
    `H3 ${activation}`,
    DROPOUT,
    'outputs forward',
    'outputs activated',
    'loss',
    'outputs backward',
    `H3 ${activation} backward`,
    'H3 backward',
    `H2 ${activation} backward`,
    `H2 and H1 ${activation} backward`,
    'H1 backward',
    OPTIMIZER,
  ]
  return names.map((name, i) => ({ name, stages: i + 1 })).filter(({ name }) => !without.includes(name))
}

/** @throws {Error} if the module has other stages than are named here */
export function checkStages(exports: KernelExports): void {
  const expected = globalValue(exports, 'STAGES')
  const named = phases('').length
  if (named !== expected)
    throw new Error(`bench/staged-step.ts names ${named} stages, the module has ${expected}`)
}

/** recipes.base; SGD is fused into the backward phases of the layers with weights. */
export const baseStagedStep: StagedStep = {
  phases: phases('tanh', [SHIFT, DROPOUT, OPTIMIZER]),
  run: (exports, stages) => exports.stagedSgd(COUNT, stages, recipes.base.lr, 1),
}

/** The same where the gradients are put aside: what fusing the optimizer costs is the difference. */
export const gradientStagedStep: StagedStep = {
  ...baseStagedStep,
  run: (exports, stages) => exports.stagedSgd(COUNT, stages, recipes.base.lr, 0),
}

export const modernStagedStep: StagedStep = {
  phases: phases('ReLU'),
  run(exports, stages) {
    const { lr, betas, eps, weightDecay } = recipes.modern
    exports.stagedAdamw(COUNT, stages, lr, betas[0], betas[1], eps, weightDecay)
  },
}
