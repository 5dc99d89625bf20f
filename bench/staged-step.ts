/** A training step that stops early: the names of its phases, and how to run the first of them. See assembly/testing/phases.ts. */
import { recipes } from '../src/model/recipes.js'
import { COUNT, type KernelExports } from './target.js'

export interface StagedStep {
  readonly phases: readonly string[]
  /** Runs the first `count` phases of a step on each digit of the window. */
  readonly run: (exports: KernelExports, count: number) => void
}

const layers = (activation: string, dropout: readonly string[], ink: readonly string[]): string[] => [
  'border sums',
  ...ink,
  'H1 forward',
  `H1 ${activation}`,
  'H2 forward',
  `H2 ${activation}`,
  'H3 forward',
  `H3 ${activation}`,
  ...dropout,
  'outputs forward',
  'outputs activated',
  'loss',
  'outputs backward',
  `H3 ${activation} backward`,
  'H3 backward',
  `H2 ${activation} backward`,
  `H2 and H1 ${activation} backward`,
  'H1 backward',
]

/** recipes.base; SGD is fused into the backward phases of the layers with weights. */
export const baseStagedStep: StagedStep = {
  phases: layers('tanh', [], ['search for the ink']),
  run: (exports, count) => exports.stagedBase(COUNT, count, recipes.base.lr, 1),
}

/** The same where the gradients are put aside: what fusing the optimizer costs is the difference. */
export const gradientStagedStep: StagedStep = {
  ...baseStagedStep,
  run: (exports, count) => exports.stagedBase(COUNT, count, recipes.base.lr, 0),
}

export const modernStagedStep: StagedStep = {
  phases: [...layers('ReLU', ['H3 dropout'], ['draw of the shift', 'roll, search for the ink']), 'AdamW'],
  run(exports, count) {
    const { lr, betas, eps, weightDecay, dropout } = recipes.modern
    exports.stagedModern(COUNT, count, lr, betas[0], betas[1], eps, weightDecay, dropout)
  },
}
