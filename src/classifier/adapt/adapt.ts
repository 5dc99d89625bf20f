/** Trains a classifier on for one hand. */

import { isSeed, SEED_EXPECTED } from '../../model/config.js'
import { LenetError } from '../../model/errors.js'
import type { Signal } from '../../model/signal.js'
import { type Check, isAnything, isFunction, isSignal, readOptions } from '../../model/validate.js'
import { Network } from '../../network/network.js'
import { classifierWeights } from '../../wasm/classifier-weights.js'
import { DigitClassifier } from '../index.js'
import { type AdaptRecipe, adaptRecipe, trainingRecipe } from './recipe.js'
import { between } from './round.js'
import {
  type AdaptProgress,
  chosen,
  type KeptDigits,
  keptOf,
  mixed,
  type Sample,
  samplesOf,
  seenBy,
} from './samples.js'
import { sourceOf } from './source.js'

/** Options of `adapt`. */
export interface AdaptOptions {
  /**
   * Digits of many hands, as MNIST's training digits, that go on being trained on beside the samples, so that the classifier keeps reading them. Up to 5,000 are
   * drawn from them; a few hundred do, too. Not the digits that anything is measured on.
   */
  readonly keep: KeptDigits
  /** Stops when the work next yields to the event loop; `adapt` then throws its reason. */
  readonly signal?: Signal
  /** Called before each yield to the event loop, every few milliseconds. What it throws ends the work. */
  readonly onProgress?: (progress: AdaptProgress) => void
  /** Decides which kept digits are drawn, their order and their distortions: 0 … 2³² − 1, 1989 by default. */
  readonly seed?: number
}

const SEED = 1989

const optionChecks: { readonly [Option in keyof AdaptOptions]-?: Check } = {
  keep: isAnything,
  signal: isSignal,
  onProgress: isFunction,
  seed: [SEED_EXPECTED, isSeed],
}

/**
 * A new classifier, which reads the hand that wrote the samples better than `classifier` does; that one stays as it is. Three samples of each digit do much.
 *
 * The same classifier, samples, kept digits and seed give the same bits on every engine. It takes about a second, yielding to the event loop every few
 * milliseconds; on a page a worker is still the better place.
 *
 *     const mine = await adapt(classifier, samples, { keep: await parseIdx(images, labels) })
 *
 * @param classifier the packaged one, one that was adapted before, or one `from` a `Network`: the new one then reads with a new `Network`
 * @param samples digits of one hand with their labels, some 30 to 50
 * @throws {LenetError} ERR_COUNT, ERR_SHAPE, ERR_VALUE for samples and kept digits, also where nothing is drawn on a sample; ERR_CONFIG for options and for
 *   a classifier `from` a network that does not give its weights; ERR_WASM
 */
export function adapt(
  classifier: DigitClassifier,
  samples: Iterable<Sample>,
  options: AdaptOptions,
): Promise<DigitClassifier> {
  return adaptBy(adaptRecipe, classifier, samples, options)
}

/** The same by another recipe. */
export async function adaptBy(
  recipe: AdaptRecipe,
  classifier: DigitClassifier,
  given: Iterable<Sample>,
  options: AdaptOptions,
): Promise<DigitClassifier> {
  const { keep, signal, onProgress, seed } = readOptions(options, optionChecks, 'adapt')
  const { state, ...answers } = sourceOf(classifier, 'adapt')
  const samples = samplesOf(given)
  if (keep === undefined)
    throw new LenetError(
      'ERR_CONFIG',
      'adapt: keep is missing; give it digits of many hands, such as MNIST’s training digits, or other hands are unlearnt',
    )
  const config = { ...trainingRecipe(recipe), ...answers, seed: seed ?? SEED }
  const kept = chosen(recipe.kept, keptOf(keep), config.seed)
  const seen = await seenBy(classifier, [...samples, ...kept], samples.length, { signal, onProgress })
  const train = mixed(seen, samples.length, recipe.share, config.seed)
  const network = await Network.create(config)
  network.loadStateDict(state)
  await network.fit(train, {
    evaluateTrain: false,
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: ({ pass, passes, done, total }) =>
        onProgress({ phase: 'train', done: (pass - 1) * total + done, total: passes * total }),
    }),
  })
  const adapted = between(state, network.stateDict(), recipe.way)
  network.loadStateDict(adapted)
  if (classifier.network) return DigitClassifier.from(network)
  network.dispose()
  return DigitClassifier.load({ weights: classifierWeights(adapted) })
}
