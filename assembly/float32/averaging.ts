/** Training that keeps a running mean of the weights: it is what reads digits and what is saved, while the weights themselves go on. */
import { AVERAGE, PARAMETERS, PARAMETERS_SIZE } from './memory'
import { average } from './optimizer/average'

/** Share of the mean that stays at a step; 0 where none is kept. */
let decay: f64 = 0

export function configureAveraging(share: f64): void {
  decay = share
}

/** After step number `steps`, from 1. While few are done the mean is over those alone, and hardly over the initial weights. */
export function followWeights(steps: f64): void {
  if (decay > 0) average(AVERAGE, <f32>(1 - min(decay, <f64>(1 + steps) / <f64>(10 + steps))))
}

/** Puts the mean in the place of the weights, and these in its place; once more, and all is as it was. */
export function exchangeWeights(): void {
  if (decay == 0) return
  for (let i: usize = 0; i < PARAMETERS_SIZE; i += 16) {
    const w = v128.load(PARAMETERS + i)
    v128.store(PARAMETERS + i, v128.load(AVERAGE + i))
    v128.store(AVERAGE + i, w)
  }
}
