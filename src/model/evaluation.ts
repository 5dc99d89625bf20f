/** How well a network classifies a set of digits. */
import { CLASSES } from './shape.js'

/** The result of a network on a set of digits, without dropout and shifts. */
export interface Evaluation {
  /** Mean loss over the digits: mean squared error over the ten outputs, or cross-entropy in nats (without label smoothing). */
  readonly loss: number
  /** Share of misread digits, 0 … 1. */
  readonly error: number
  /** Digits whose highest output is not their label's; exact. */
  readonly misses: number
  /** Digits by label and answer, 10 × 10, `[label * 10 + answer]`. */
  readonly confusion: Uint32Array
  /** Digits evaluated. */
  readonly count: number
}

/** From the summed loss and the confusion matrix, which is kept. */
export function evaluation(lossSum: number, confusion: Uint32Array): Evaluation {
  const count = confusion.reduce((sum, cell) => sum + cell, 0)
  let right = 0
  for (let digit = 0; digit < CLASSES; digit++) right += confusion[digit * CLASSES + digit]!
  return { loss: lossSum / count, error: (count - right) / count, misses: count - right, confusion, count }
}

/** A network's answer: the first highest of the ten scores. */
export function answerOf(scores: Float32Array | readonly number[]): number {
  let best = 0
  for (let digit = 1; digit < CLASSES; digit++) if (scores[digit]! > scores[best]!) best = digit
  return best
}
