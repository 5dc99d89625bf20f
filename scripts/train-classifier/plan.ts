/**
 * The training of the classifier from beginning to end:
 *
 *   1. with 10,000 of the 60,000 training digits held out, a network for each of several seeds: how good the recipe is
 *   2. on all 60,000, the same again; the classifier is the network with the least loss on what is there to choose on
 *   3. the test sets, read here once: for the recipe and the network that were chosen, and for no others
 */
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { RawDigits } from '../../src/data/idx.js'
import { encodeSafetensors } from '../../src/formats/index.js'
import { weightsMetadata } from '../../src/formats/metadata.js'
import { stateSha256 } from '../../src/model/state.js'
import { VERSION } from '../../src/model/version.js'
import { writeFileAtomic } from '../../src/node/files.js'
import { holdOut, testDigits, trainingDigits } from './mnist.js'
import type { PoolOptions } from './pool.js'
import { type ClassifierRecipe, networkRecipe } from './recipe.js'
import type { Log } from './report.js'
import { choosingSets, testingSets } from './sets.js'
import { type Figures, type NamedDigits, read, type Trained, train } from './trained.js'

export interface Plan {
  readonly recipe: ClassifierRecipe
  /** Of the networks trained on all digits, and of those trained without the held-out ones, if there are any. */
  readonly seeds: readonly number[]
  readonly heldOutSeeds: readonly number[]
  /** Digits trained on at most, for a trial of the whole; the test sets are then left alone, and the held-out digits read in their place. */
  readonly limit?: number
  /** Folder of the four idx files, if not MNIST from where it is found. */
  readonly data?: string
  /** Folder of other collections: see scripts/hands/other-sets.ts. */
  readonly hands?: string
  /** Folder for what is kept. */
  readonly out: string
}

/** @throws {LenetError} ERR_FILE where digits cannot be found or results not written; ERR_WASM */
export async function carryOut(plan: Plan, log: Log, options: PoolOptions): Promise<void> {
  const { recipe, seeds, heldOutSeeds, limit, data, hands, out } = plan
  const started = performance.now()
  const all = await trainingDigits(data)
  const { rest, heldOut } = await holdOut(all)
  const held: NamedDigits = { name: 'held-out digits', ...heldOut }
  const choosing = choosingSets(hands)
  log.line(`lenet1989 ${VERSION}, the classifier's training`)
  log.line(`recipe ${JSON.stringify(recipe)}`)

  let tried: Choice | undefined
  if (heldOutSeeds.length > 0) {
    const trained = await train(recipe, heldOutSeeds, first(rest, limit), log, options)
    const figures = await readAll(trained, [held, ...choosing], log)
    const which = best(figures, choosing)
    await writeFileAtomic(join(out, 'digits-held-out.safetensors'), weights(trained, which))
    tried = { seed: heldOutSeeds[which]!, figures }
  }

  const final = await train(recipe, seeds, first(all, limit), log, options)
  const choice = await readAll(final, choosing, log)
  const chosen = best(choice, choosing)
  await writeFileAtomic(join(out, 'digits.safetensors'), weights(final, chosen))
  const sha256 = await Promise.all(final.networks.map(({ state }) => stateSha256(state)))
  const sets = choosing.map(({ name }) => name).join(' and ')
  log.line(`the classifier is seed ${seeds[chosen]}: least loss on ${sets}, four views`)
  log.line(`SHA-256 of its weights: ${sha256[chosen]}`)

  log.line(
    limit === undefined
      ? '\nThe test sets are read now, once for this recipe.'
      : '\nA trial: the held-out digits are read in the place of the test sets.',
  )
  const tests: NamedDigits[] =
    limit === undefined
      ? [{ name: 'MNIST test', ...(await testDigits(data)) }, ...testingSets(hands)]
      : [held]
  const testFigures = await readAll(final, tests, log)
  for (const { set, views, misses, digits } of testFigures) {
    const share = ((100 * misses[chosen]!) / digits).toFixed(2)
    log.line(`the classifier on ${set}, views ${views}: ${misses[chosen]} misses of ${digits}, ${share}%`)
  }
  log.line(
    `\nDone in ${Math.round((performance.now() - started) / 1000)} s, without what had been trained before.`,
  )
  const figures = {
    version: VERSION,
    recipe,
    seeds,
    ...(tried && { heldOut: tried }),
    final: { seed: seeds[chosen], figures: [...choice, ...testFigures] },
    sha256,
  }
  await writeFileAtomic(join(out, 'training.json'), text(`${JSON.stringify(figures, undefined, 2)}\n`))
  await writeFileAtomic(join(out, 'training.txt'), text(log.text()))
}

/** The seed of a network that was chosen, and the figures of all. */
interface Choice {
  readonly seed: number
  readonly figures: readonly Figures[]
}

const text = (characters: string): Uint8Array => new TextEncoder().encode(characters)

async function readAll(trained: Trained, sets: readonly NamedDigits[], log: Log): Promise<Figures[]> {
  const figures: Figures[] = []
  for (const digits of sets) figures.push(...(await read(trained, digits, log)))
  return figures
}

/** Which network has the least sum of losses on the sets to choose on, in four views. */
function best(figures: readonly Figures[], choosing: readonly NamedDigits[]): number {
  const names = new Set(choosing.map(({ name }) => name))
  const counted = figures.filter(({ set, views }) => views === 4 && names.has(set))
  const sums = counted[0]!.losses.map((_, i) => counted.reduce((sum, { losses }) => sum + losses[i]!, 0))
  return sums.indexOf(Math.min(...sums))
}

const first = ({ images, labels }: RawDigits, count = labels.length): RawDigits => ({
  images: images.subarray(0, count * (images.length / labels.length)),
  labels: labels.subarray(0, count),
})

/**
 * A network's weights. The metadata say its recipe as the package knows it, how the classifier's training went beyond it, and how digits have to be brought to
 * 16×16 for it.
 */
function weights({ recipe, digits, networks }: Trained, which: number): Uint8Array {
  const { seed, state } = networks[which]!
  return encodeSafetensors(state, {
    ...weightsMetadata({ ...networkRecipe(recipe), seed }),
    classifier: JSON.stringify(recipe),
    digits: String(digits.mnist),
    normalisation: 'moments',
  })
}
