/**
 * The training of the classifier from beginning to end:
 *
 *   1. with 10,000 of the 60,000 training digits held out, teachers and students for several seeds: how good the recipe is
 *   2. on all 60,000, the same again: the classifier is the first seed, fixed beforehand
 *   3. the test set, read here for the first time and once
 */
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { RawDigits } from '../../src/data/idx.js'
import { encodeSafetensors, type Metadata } from '../../src/formats/index.js'
import { weightsMetadata } from '../../src/formats/metadata.js'
import { encodeTensors } from '../../src/formats/tensors.js'
import { writeFileAtomic } from '../../src/node/files.js'
import { CLASSES } from '../../src/shape.js'
import { stateSha256 } from '../../src/state.js'
import { VERSION } from '../../src/version.js'
import { holdOut, testDigits, trainingDigits } from './mnist.js'
import type { PoolOptions } from './pool.js'
import { type ClassifierRecipe, networkRecipe } from './recipe.js'
import { type Log, missesLine } from './report.js'
import { ensembleMisses, missesOf, trainSeeds, trainTeachers } from './runs.js'
import type { Result } from './store.js'
import { logitsOf } from './trainer.js'

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

const first = ({ images, labels }: RawDigits, count = labels.length): RawDigits => ({
  images: images.subarray(0, count * (images.length / labels.length)),
  labels: labels.subarray(0, count),
})

export async function carryOut(plan: Plan, log: Log, options: PoolOptions): Promise<void> {
  const { recipe, seeds, limit, data, out } = plan
  const started = performance.now()
  const all = await trainingDigits(data)
  const { rest, heldOut } = await holdOut(all)
  const heldOutDigits = heldOut.labels.length
  log.line(`lenet1989 ${VERSION}, the classifier's training`)
  log.line(`recipe ${JSON.stringify(recipe)}`)
  log.line(`seeds ${seeds.join(' ')}, of which ${seeds[0]} is the classifier, whatever it comes to`)

  /** Teachers, then students, on the same digits. */
  const train = async (digits: RawDigits): Promise<{ teachers: Result[]; students: Result[] }> => {
    log.line(`\n${digits.labels.length} training digits`)
    const teachers = await trainTeachers(recipe, digits, options)
    if (teachers.length > 0) log.line(`teachers: ${secondsLine(teachers)}`)
    const students = await trainSeeds(
      recipe,
      seeds,
      teachers.map(({ state }) => state),
      digits,
      options,
    )
    log.line(`networks: ${secondsLine(students)}`)
    return { teachers, students }
  }
  /** Reads all of them, and says so. */
  const read = async (
    { teachers, students }: Awaited<ReturnType<typeof train>>,
    digits: RawDigits,
    of: string,
  ) => {
    const figures = {
      digits: digits.labels.length,
      misses: await missesOf(students, digits, recipe),
      teachers: await missesOf(teachers, digits, recipe),
      ...(teachers.length > 0 && { ensemble: await ensembleMisses(teachers, digits, recipe) }),
    }
    if (figures.ensemble !== undefined) {
      log.line(
        `${of}, teachers: ${missesLine(figures.teachers, figures.digits)}; together ${figures.ensemble}`,
      )
    }
    log.line(`${of}: ${missesLine(figures.misses, figures.digits)}`)
    return figures
  }
  const keep = (folder: string, name: string, { state, seed }: Result, digits: number) =>
    writeFileAtomic(join(folder, name), encodeSafetensors(state, metadata(recipe, seed, digits)))

  const chosen = await train(first(rest, limit))
  const heldOutFigures = await read(chosen, heldOut, 'held-out digits')
  await keep(out, 'digits-held-out.safetensors', chosen.students[0]!, first(rest, limit).labels.length)
  const tensors = await Promise.all(
    chosen.students.map(async ({ seed, state }) => ({
      name: `logits.${seed}`,
      shape: [heldOutDigits, CLASSES],
      values: await logitsOf(state, heldOut, recipe),
    })),
  )
  const labels = { name: 'labels', shape: [heldOutDigits], values: Uint32Array.from(heldOut.labels) }
  await writeFileAtomic(
    join(options.work, 'held-out-logits.safetensors'),
    encodeTensors([...tensors, labels], {}),
  )

  const final = await train(first(all, limit))
  const shipped = final.students[0]!
  await keep(out, 'digits.safetensors', shipped, first(all, limit).labels.length)
  const sha256 = await Promise.all(final.students.map(({ state }) => stateSha256(state)))
  log.line(`SHA-256 of the classifier's weights: ${sha256[0]}`)

  log.line(
    limit === undefined
      ? '\nThe test set is read now, for the first time and once.'
      : '\nA trial: the held-out digits are read in the place of the test set.',
  )
  const test = limit === undefined ? await testDigits(data) : heldOut
  const testFigures = await read(final, test, 'test digits')
  log.line(
    `the classifier: ${testFigures.misses[0]} misses of ${test.labels.length}, ${((100 * testFigures.misses[0]!) / test.labels.length).toFixed(2)}%`,
  )
  log.line(`all in ${Math.round((performance.now() - started) / 1000)} s, less what was there already`)
  const json = {
    version: VERSION,
    recipe,
    seeds,
    heldOut: { trained: first(rest, limit).labels.length, ...heldOutFigures },
    test: { trained: first(all, limit).labels.length, ...testFigures },
    sha256,
  }
  await writeFileAtomic(
    join(out, 'training.json'),
    new TextEncoder().encode(`${JSON.stringify(json, undefined, 2)}\n`),
  )
  await log.save(join(out, 'training.log'))
}

const secondsLine = (results: readonly Result[]): string =>
  `${results.length} of them, ${Math.round(results.reduce((sum, { seconds }) => sum + seconds, 0) / results.length)} s each`

/** What the files say: the network's recipe as the package knows it, and how the classifier's training went beyond it. */
const metadata = (recipe: ClassifierRecipe, seed: number, digits: number): Metadata => ({
  ...weightsMetadata({ ...networkRecipe(recipe), seed }),
  classifier: JSON.stringify(recipe),
  digits: String(digits),
})
