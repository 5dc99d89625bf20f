/** What a network is trained on: MNIST's digits, and pools of other hands of which each pass has a part. */

import type { RawDigits } from '../../src/data/idx.js'
import { coarseDigits } from '../hands/coarse.js'
import { graftedDigits, penDigits } from '../hands/sets.js'
import type { ClassifierRecipe } from './recipe.js'

/** Hands that the pen has: every six to twelve passes begin anew. */
const HANDS = 30_000

/** MNIST's digits, then the pools, one behind the other. */
export interface TrainingDigits extends RawDigits {
  readonly mnist: number
  readonly pen: number
  readonly grafts: number
}

/** `mnist` with the pools of other hands, where `recipe` has any. */
export function withHands(mnist: RawDigits, recipe: ClassifierRecipe): TrainingDigits {
  const none: RawDigits = { images: new Uint8Array(0), labels: new Uint8Array(0) }
  const pen = recipe.pen > 0 ? penDigits(Math.min(HANDS, 5 * mnist.labels.length)) : none
  const grafts = recipe.grafts > 0 ? graftedAndCoarse(mnist, recipe) : none
  return {
    images: joined([mnist.images, pen.images, grafts.images]),
    labels: joined([mnist.labels, pen.labels, grafts.labels]),
    mnist: mnist.labels.length,
    pen: pen.labels.length,
    grafts: grafts.labels.length,
  }
}

/** Grafted digits, and as many coarse ones that each of a pass's share is drawn of them. */
function graftedAndCoarse(mnist: RawDigits, { grafts, coarse }: ClassifierRecipe): RawDigits {
  const grafted = graftedDigits(mnist)
  const count = Math.round((grafted.labels.length * coarse) / grafts)
  const more = coarseDigits(mnist, Math.min(count, mnist.labels.length))
  return {
    images: joined([grafted.images, more.images]),
    labels: joined([grafted.labels, more.labels]),
  }
}

/** Digits of the pen and grafted ones that a pass has: no more of a pool than there is. */
export function handsPerPass(
  recipe: ClassifierRecipe,
  digits: TrainingDigits,
): { pen: number; grafts: number } {
  const of = (share: number, pool: number) => Math.min(Math.round(share * digits.mnist), pool)
  return {
    pen: of(recipe.pen, digits.pen),
    grafts: of(recipe.grafts + (recipe.grafts > 0 ? recipe.coarse : 0), digits.grafts),
  }
}

/** All digits of a pass. */
export function digitsPerPass(recipe: ClassifierRecipe, digits: TrainingDigits): number {
  const { pen, grafts } = handsPerPass(recipe, digits)
  return digits.mnist + pen + grafts
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
