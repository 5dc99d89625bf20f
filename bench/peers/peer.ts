/** What a peer is asked to do. Each runs in a process of its own (serve.ts), PyTorch in one of Python's that speaks the same lines (pytorch.py). */
import type { StateDict } from '../../src/model/state.js'
import type { Folded } from './folded.js'

/**
 * The two networks: `base` is that of 1989 (tanh, mean squared error, trained by SGD), `modern` the later one (ReLU, cross-entropy, AdamW), here
 * without shifts and dropout, so that every library trains on the same numbers.
 */
export type Net = 'base' | 'modern'

/** Learning rates are constant. AdamW is PyTorch's, with its own defaults for the rest. */
export const SGD = { lr: 0.03 } as const
export const ADAMW = { lr: 3e-4, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 } as const

/** An image: 16×16. */
export const PIXELS = 256
export const CLASSES = 10

/** The eight tensors, and others made of them, see folded.ts. */
export interface Weights {
  readonly state: StateDict
  readonly folded: Folded
}

/** n×256 pixels to n×10 outputs: activated for `base`, raw logits for `modern`. It is given `batch` images at a time. */
export type Predict = (images: Float32Array) => Float32Array | Promise<Float32Array>

/** A network in training. */
export interface Trainer {
  /** Back to the weights it was made with, and to an optimizer that has done nothing. */
  readonly reset: () => void | Promise<void>
  /** Trains on n digits in their order, `batch` to a step. */
  readonly train: (images: Float32Array, labels: Uint8Array) => void | Promise<void>
  readonly predict: Predict
}

/** What a library can do. Whatever it throws when it cannot is what the table says. */
export interface Peer {
  /** Versions and settings, in words. */
  readonly about: string
  /** How the network differs from ours, where the library cannot make ours: its outputs are not compared then. */
  readonly nearest?: string
  /** `batch` images to a call. */
  readonly predictor?: (net: Net, weights: Weights, batch: number) => Predict | Promise<Predict>
  readonly trainer?: (net: Net, weights: Weights, batch: number) => Trainer | Promise<Trainer>
}
