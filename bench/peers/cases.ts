/** What is timed, and what is asked of a peer's process. */
import type { Net } from './peer.js'

/** Training: steps of the net's optimizer on `batch` digits. Inference: `batch` images to a call. */
export interface Case {
  readonly name: string
  readonly kind: 'train' | 'predict'
  readonly net: Net
  readonly batch: number
}

export const cases: readonly Case[] = [
  { name: 'SGD, batch 1', kind: 'train', net: 'base', batch: 1 },
  { name: 'AdamW, batch 1', kind: 'train', net: 'modern', batch: 1 },
  { name: 'SGD, batch 64', kind: 'train', net: 'base', batch: 64 },
  { name: 'AdamW, batch 64', kind: 'train', net: 'modern', batch: 64 },
  { name: 'inference, batch 1', kind: 'predict', net: 'base', batch: 1 },
  { name: 'inference, batch 64', kind: 'predict', net: 'base', batch: 64 },
  { name: 'inference, batch 1024', kind: 'predict', net: 'base', batch: 1024 },
]

/** Digits there are: for inference, and for training. */
export const INFERENCE_DIGITS = 1024
export const TRAINING_DIGITS = 256

/**
 * Digits trained on before outputs are compared: 32 steps of SGD, 8 of AdamW, 4 of batches. AdamW divides by the root of its second moment, and so blows up
 * what rounding does to the smallest gradients: after a few hundred steps two correct float32 implementations may be 1e-3 apart.
 */
export const agreementDigits = ({ net, batch }: Case): number =>
  batch > 1 ? TRAINING_DIGITS : net === 'base' ? 32 : 8

/** Questions to a process, a line of JSON each. */
export type Benchmark =
  | { readonly ask: 'about' }
  /** Makes what the case needs; training as far as `agreementDigits`. Answered with the outputs for all digits of its kind. */
  | { readonly ask: 'open'; readonly case: Case; readonly digits: number }
  /** Times a case that was opened. */
  | { readonly ask: 'time'; readonly case: Case; readonly milliseconds: number }

export interface About {
  readonly about: string
  readonly nearest?: string
  /** Version of the library, where only its process knows it. */
  readonly version?: string
  /** Bytes on disk, likewise. */
  readonly installed?: number
  readonly cases: readonly Case['kind'][]
}

/** Microseconds for one digit. */
export interface Timing {
  readonly min: number
  readonly median: number
}

export type Answer<T> = { readonly answer: T } | { readonly error: string }
