/**
 * The reference's operators, each bound to the regions of memory that a pass through the network uses:
 * tests compare SIMD kernels with them, benchmarks time them. Fill the inputs through `ReferenceNetwork.view`,
 * run, and read the outputs there.
 */

import type { Recipe } from '../model/recipes.js'
import type { TensorName } from '../model/state.js'
import { activationCode } from './configure.js'
import { type ReferenceModule, regionLengths } from './reference-module.js'

export type Layer = 'h1' | 'h2' | 'h3' | 'out'

/** Inputs → outputs, as regions. Gradients of weights and biases are added to, everything else is written. */
export interface BoundOperators {
  /** `raw` → image */
  resize(): void
  /** image → rolled */
  roll(rows: number, columns: number): void
  /** rolled, H1w, H1b → h1Sum */
  conv1Forward(): void
  /** rolled, dH1Sum → gradients H1w, H1b */
  conv1Backward(): void
  /** h1, H2w, H2b → h2Sum */
  conv2Forward(): void
  /** h1, H2w, dH2Sum → dH1, gradients H2w, H2b */
  conv2Backward(): void
  /** h2Kept, H3w, H3b → h3Sum */
  h3Forward(): void
  /** h2Kept, H3w, dH3Sum → dH2Kept, gradients H3w, H3b */
  h3Backward(): void
  /** h3Kept, outw, outb → outSum */
  outForward(): void
  /** h3Kept, outw, dOutSum → dH3Kept, gradients outw, outb */
  outBackward(): void
  /** h1Sum → h1, h2Sum → h2, …; the output layer's activation is mse's */
  activationForward(layer: Layer): void
  /** h1Sum, h1, dH1 → dH1Sum, … */
  activationBackward(layer: Layer): void
  /** out → the loss */
  lossForward(label: number): number
  /** out → dOut (mse) or dOutSum (cross-entropy) */
  lossBackward(label: number, scale?: number): void
  /** h2 or h3, `mask` → h2Kept or h3Kept */
  dropoutForward(): void
  /** dH2Kept or dH3Kept, `mask` → dH2 or dH3 */
  dropoutBackward(): void
  /** gradients → parameters */
  sgd(lr: number): void
  /** gradients → parameters, moment1, moment2; steps count from 1 */
  adamw(step: number, lr: number): void
}

export function bindOperators(recipe: Recipe, module: ReferenceModule): BoundOperators {
  const { operators: run, address: at } = module
  const weight = (name: TensorName) => at('parameters', name)
  const gradient = (name: TensorName) => at('gradients', name)

  const hidden = activationCode(recipe.activation)
  const output = activationCode(recipe.activation === 'scaledTanh' ? 'scaledTanh' : 'tanh')
  const activations = {
    h1: { kind: hidden, x: at('h1Sum'), y: at('h1'), dy: at('dH1'), dx: at('dH1Sum'), n: regionLengths.h1 },
    h2: { kind: hidden, x: at('h2Sum'), y: at('h2'), dy: at('dH2'), dx: at('dH2Sum'), n: regionLengths.h2 },
    h3: { kind: hidden, x: at('h3Sum'), y: at('h3'), dy: at('dH3'), dx: at('dH3Sum'), n: regionLengths.h3 },
    out: {
      kind: output,
      x: at('outSum'),
      y: at('out'),
      dy: at('dOut'),
      dx: at('dOutSum'),
      n: regionLengths.out,
    },
  }
  const dropped =
    recipe.dropoutAfter === 'h2'
      ? { x: at('h2'), y: at('h2Kept'), dy: at('dH2Kept'), dx: at('dH2'), n: regionLengths.h2 }
      : { x: at('h3'), y: at('h3Kept'), dy: at('dH3Kept'), dx: at('dH3'), n: regionLengths.h3 }
  const [h2, h3, out] = [regionLengths.h2, regionLengths.h3, regionLengths.out]
  const all = regionLengths.parameters

  return {
    resize: () => run.resize(module.raw, at('image')),
    roll: (rows, columns) => run.roll(at('image'), rows, columns, at('rolled')),
    conv1Forward: () => run.conv1Forward(at('rolled'), weight('H1w'), weight('H1b'), at('h1Sum')),
    conv1Backward: () => run.conv1Backward(at('rolled'), at('dH1Sum'), gradient('H1w'), gradient('H1b')),
    conv2Forward: () => run.conv2Forward(at('h1'), weight('H2w'), weight('H2b'), at('h2Sum')),
    conv2Backward: () =>
      run.conv2Backward(at('h1'), weight('H2w'), at('dH2Sum'), at('dH1'), gradient('H2w'), gradient('H2b')),
    h3Forward: () => run.denseForward(at('h2Kept'), weight('H3w'), weight('H3b'), at('h3Sum'), h2, h3),
    h3Backward: () => {
      const [dw, db] = [gradient('H3w'), gradient('H3b')]
      run.denseBackward(at('h2Kept'), weight('H3w'), at('dH3Sum'), at('dH2Kept'), dw, db, h2, h3)
    },
    outForward: () => run.denseForward(at('h3Kept'), weight('outw'), weight('outb'), at('outSum'), h3, out),
    outBackward: () => {
      const [dw, db] = [gradient('outw'), gradient('outb')]
      run.denseBackward(at('h3Kept'), weight('outw'), at('dOutSum'), at('dH3Kept'), dw, db, h3, out)
    },
    activationForward: (layer) => {
      const { kind, x, y, n } = activations[layer]
      run.activationForward(kind, x, y, n)
    },
    activationBackward: (layer) => {
      const { kind, x, y, dy, dx, n } = activations[layer]
      run.activationBackward(kind, x, y, dy, dx, n)
    },
    lossForward: (label) => run.lossOf(label),
    lossBackward: (label, scale = 1) => {
      if (recipe.loss === 'mse') run.mseBackward(at('out'), label, scale, at('dOut'))
      else run.crossEntropyBackward(at('out'), label, recipe.labelSmoothing, scale, at('dOutSum'))
    },
    dropoutForward: () => run.dropoutForward(dropped.x, module.mask, recipe.dropout, dropped.y, dropped.n),
    dropoutBackward: () =>
      run.dropoutBackward(dropped.dy, module.mask, recipe.dropout, dropped.dx, dropped.n),
    sgd: (lr) => run.sgd(at('parameters'), at('gradients'), all, lr),
    adamw: (step, lr) => {
      const { betas, eps, weightDecay } = recipe
      const [w, dw, m, v] = [at('parameters'), at('gradients'), at('moment1'), at('moment2')]
      run.adamw(w, dw, m, v, all, step, lr, betas[0], betas[1], eps, weightDecay)
    },
  }
}
