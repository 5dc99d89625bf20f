/** Small trainings for the tests: digits at hand, a clock that makes every buffer of digits a turn, results to compare. */
import type { Digits } from '../../src/model/digits.js'
import type { Recipe } from '../../src/model/recipes.js'
import { type StateDict, stateSha256, tensorNames } from '../../src/model/state.js'
import type { PassResult } from '../../src/network/fit.js'
import type { FitOptions } from '../../src/network/fit-options.js'
import { Network } from '../../src/network/network.js'
import { readFixture } from './fixtures.js'

/** Digits that one call into the kernels takes at most: between two buffers a training can be stopped. */
export const BUFFER_SIZE = 256

/** The first `count` digits, at most 1,000, of those the notebook trains on. */
export function samples(count: number): Digits {
  const fixture = readFixture('samples_mnist')
  const [images, labels] = [fixture.tensor('x', 'F32'), fixture.tensor('labels', 'U8')]
  if (count > labels.length) throw new Error(`there are ${labels.length} samples, not ${count}`)
  return { images: images.subarray(0, 256 * count), labels: labels.subarray(0, count), length: count }
}

/** The pixels of one digit. */
export const image = (set: Digits, at: number): Float32Array => set.images.subarray(256 * at, 256 * (at + 1))

/** Trains on to the end of all passes; their results. */
export async function train(network: Network, set: Digits, options: FitOptions = {}): Promise<PassResult[]> {
  const results: PassResult[] = []
  for await (const result of network.fit(set, options)) results.push(result)
  return results
}

export async function trained(recipe: Recipe & { seed?: number }, set: Digits): Promise<Network> {
  const network = await Network.create(recipe)
  await train(network, set, { evaluateTrain: false })
  return network
}

export const sha256 = (network: Network): Promise<string> => stateSha256(network.stateDict())

/** A result without what a clock has to do with. */
export function timeless({ seconds: _, trainSeconds: __, ...rest }: PassResult) {
  return rest
}

/** Largest difference between two states. */
export function distance(a: StateDict, b: StateDict): number {
  let largest = 0
  // Math.max hands NaN on, which no tolerance admits
  for (const name of tensorNames)
    for (const [i, value] of a[name].entries()) largest = Math.max(largest, Math.abs(value - b[name][i]))
  return largest
}

/**
 * Runs `body` with a clock that leaps at every look: whatever a training does, it takes so long that the event loop is due its
 * turn, and `onProgress` its call, after each buffer. What happens then depends on no machine's speed.
 */
export async function atEveryBuffer<T>(body: () => Promise<T>): Promise<T> {
  let now = 0
  Object.defineProperty(performance, 'now', {
    value: () => (now += 1000),
    configurable: true,
    writable: true,
  })
  try {
    return await body()
  } finally {
    // the prototype's is there again
    Reflect.deleteProperty(performance, 'now')
  }
}
