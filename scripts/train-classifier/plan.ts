/**
 * The training of the classifier from beginning to end:
 *
 *   1. with 10,000 of the 60,000 training digits held out, teachers and students for several seeds: how good the recipe is
 *   2. on all 60,000, the same again: the classifier is the first seed, fixed beforehand
 *   3. the test set, read here once: for the recipe that was chosen, and for no other
 */
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { RawDigits } from '../../src/data/idx.js'
import { encodeSafetensors } from '../../src/formats/index.js'
import { weightsMetadata } from '../../src/formats/metadata.js'
import { encodeTensors } from '../../src/formats/tensors.js'
import { CLASSES } from '../../src/model/shape.js'
import { stateSha256 } from '../../src/model/state.js'
import { VERSION } from '../../src/model/version.js'
import { writeFileAtomic } from '../../src/node/files.js'
import { holdOut, testDigits, trainingDigits } from './mnist.js'
import type { PoolOptions } from './pool.js'
import { logitsOf } from './reading.js'
import { type ClassifierRecipe, networkRecipe } from './recipe.js'
import type { Log } from './report.js'
import { read, type Trained, train } from './trained.js'

export interface Plan {
  readonly recipe: ClassifierRecipe
  /** Seeds of the students; the first is the classifier. */
  readonly seeds: readonly number[]
  /** Digits trained on at most, for a trial of the whole; the test set is then left alone, and the held-out digits read in its place. */
  readonly limit?: number
  /** Folder of the four idx files, if not MNIST from where it is found. */
  readonly data?: string
  /** Folder for what is kept. */
  readonly out: string
}

/** @throws {LenetError} ERR_FILE where digits cannot be found or results not written; ERR_WASM */
export async function carryOut(plan: Plan, log: Log, options: PoolOptions): Promise<void> {
  const { recipe, seeds, limit, data, out } = plan
  const started = performance.now()
  const all = await trainingDigits(data)
  const { rest, heldOut } = await holdOut(all)
  log.line(`lenet1989 ${VERSION}, the classifier's training`)
  log.line(`recipe ${JSON.stringify(recipe)}`)
  log.line(`seeds ${seeds.join(' ')}, of which ${seeds[0]} is the classifier, whatever it comes to`)

  const chosen = await train(recipe, seeds, first(rest, limit), log, options)
  const heldOutFigures = await read(chosen, heldOut, 'held-out digits', log)
  await writeFileAtomic(join(out, 'digits-held-out.safetensors'), weights(chosen))
  await writeFileAtomic(join(options.work, 'held-out-logits.safetensors'), await logits(chosen, heldOut))

  const final = await train(recipe, seeds, first(all, limit), log, options)
  await writeFileAtomic(join(out, 'digits.safetensors'), weights(final))
  const sha256 = await Promise.all(final.students.map(({ state }) => stateSha256(state)))
  log.line(`SHA-256 of the classifier's weights: ${sha256[0]}`)

  log.line(
    limit === undefined
      ? '\nThe test set is read now, once for this recipe.'
      : '\nA trial: the held-out digits are read in the place of the test set.',
  )
  const test = limit === undefined ? await testDigits(data) : heldOut
  const testFigures = await read(final, test, 'test digits', log)
  const [misses = 0] = testFigures.misses
  const share = ((100 * misses) / testFigures.digits).toFixed(2)
  log.line(`the classifier: ${misses} misses of ${testFigures.digits}, ${share}%`)
  log.line(
    `\nDone in ${Math.round((performance.now() - started) / 1000)} s, without what had been trained before.`,
  )
  const figures = { version: VERSION, recipe, seeds, heldOut: heldOutFigures, test: testFigures, sha256 }
  await writeFileAtomic(join(out, 'training.json'), text(`${JSON.stringify(figures, undefined, 2)}\n`))
  await writeFileAtomic(join(out, 'training.txt'), text(log.text()))
}

const text = (characters: string): Uint8Array => new TextEncoder().encode(characters)

const first = ({ images, labels }: RawDigits, count = labels.length): RawDigits => ({
  images: images.subarray(0, count * (images.length / labels.length)),
  labels: labels.subarray(0, count),
})

/**
 * The first student's weights. The metadata say the network's recipe as the package knows it, and how the classifier's training went beyond it.
 */
function weights({ recipe, digits, students }: Trained): Uint8Array {
  const { seed, state } = students[0]!
  return encodeSafetensors(state, {
    ...weightsMetadata({ ...networkRecipe(recipe), seed }),
    classifier: JSON.stringify(recipe),
    digits: String(digits),
  })
}

/** The students' logits on digits that they have not seen, and the labels: what a temperature and thresholds of rejection are fitted to. */
async function logits({ recipe, students }: Trained, digits: RawDigits): Promise<Uint8Array> {
  const count = digits.labels.length
  const tensors = await Promise.all(
    students.map(async ({ seed, state }) => ({
      name: `logits.${seed}`,
      shape: [count, CLASSES],
      values: await logitsOf(state, digits, recipe),
    })),
  )
  const labels = { name: 'labels', shape: [count], values: Uint32Array.from(digits.labels) }
  return encodeTensors([...tensors, labels], {})
}
