/**
 * What the shipped network can do, on MNIST's 10,000 test digits and on drawings that are not digits: classifier/card.json, the tables of docs/model-card.md and
 * docs/rejection.svg. The last step of `npm run pack:classifier -- --final`; by itself `npx tsx scripts/pack-classifier/card.ts`, after a build, with a folder
 * of other collections to be read, too (scripts/hands/other-sets.ts).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filled, table } from '../../bench/report/markdown.js'
import { calibration } from '../../src/classifier/calibration.js'
import { DigitClassifier, type DigitInput } from '../../src/classifier/index.js'
import { readByClassifier } from '../../src/cli/runs/evaluate-classifier.js'
import { rejectionCurve } from '../../src/model/rejection.js'
import { CLASSES, IMAGE_PIXELS, RAW_PIXELS } from '../../src/model/shape.js'
import { loadMnist } from '../../src/node/index.js'
import { spread } from '../../src/sweep/statistics.js'
import { collections, withMargin } from '../hands/other-sets.js'
import { drawing } from '../pictures/drawing.js'
import { random } from '../pictures/pasted.js'
import { testDigits } from '../train-classifier/mnist.js'
import type { Figures } from '../train-classifier/trained.js'
import { calibrationError } from './calibrate.js'
import { jitter, LETTERS, scribble } from './out-of-distribution.js'
import { rejectionPicture } from './picture.js'

process.chdir(join(import.meta.dirname, '../..'))

/** classifier/training.json, as far as it is read here. */
interface Training {
  readonly heldOut: { readonly figures: readonly Figures[] }
  readonly final: { readonly figures: readonly Figures[] }
}
/** classifier/held-out.json, likewise: misses in one view and in four. */
interface HeldOut {
  readonly sets: readonly {
    readonly name: string
    readonly digits: number
    readonly exact: readonly [number, number]
    readonly packed: readonly [number, number]
  }[]
}

const FASHION = '/usr/share/datasets/fashion-mnist'
const json = (name: string) => JSON.parse(readFileSync(`classifier/${name}`, 'utf8'))
const percent = (share: number, places = 2) => `${(100 * share).toFixed(places)}%`

const { images: raw, labels } = await testDigits()
const inputs = Array.from(labels, (_, i) => raw.subarray(i * RAW_PIXELS, (i + 1) * RAW_PIXELS))
const { evaluation, answers } = await readByClassifier({ inputs, labels })
const classifier = DigitClassifier.loadSync()
/** Misses of the test digits in so many views. */
const missesIn = (views: 1 | 2 | 4) =>
  classifier.classifyBatch(inputs, { views }).filter(({ digit }, i) => digit !== labels[i]).length
const views = ([1, 2, 4] as const).map((count) => ({ views: count, misses: missesIn(count) }))
const list = (from: Float32Array) =>
  Array.from({ length: from.length / IMAGE_PIXELS }, (_, i) =>
    from.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS),
  )

const perDigit = Array.from({ length: CLASSES }, (_, digit) => {
  const row = evaluation.confusion.subarray(digit * CLASSES, (digit + 1) * CLASSES)
  const count = row.reduce((sum, cell) => sum + cell, 0)
  return { digit, count, misses: count - row[digit]! }
})

/** Of all inputs, how many each of the stored thresholds rejects. */
function rejectedOf(inputs: readonly DigitInput[]): number[] {
  return wanted.map(
    (maxError) => classifier.classifyBatch(inputs, { maxError }).filter(({ rejected }) => rejected).length,
  )
}
// the first stands for no rejection
const wanted = calibration.rejection.slice(1).map(({ error }) => error)
const onTest = wanted.map((maxError) => {
  const results = classifier.classifyBatch(inputs, { maxError })
  const answered = results.flatMap(({ rejected, digit }, i) => (rejected ? [] : [digit === labels[i]]))
  return {
    maxError,
    rejected: labels.length - answered.length,
    misses: answered.filter((right) => !right).length,
  }
})

const next = random(1989)
const drawn: Record<string, DigitInput[]> = {
  'letters, drawn': Array.from({ length: 20 }, () => Object.values(LETTERS))
    .flat()
    .map((strokes) => drawing(jitter(strokes, next), { size: 160, thickness: 14 })),
  scribbles: Array.from({ length: 400 }, () => drawing(scribble(next), { size: 160, thickness: 10 })),
}
if (existsSync(FASHION)) {
  const { test: clothes } = await loadMnist({ dir: FASHION, train: 1, test: 10_000 })
  drawn['Fashion-MNIST, test set'] = list(clothes.images)
} else console.log(`${FASHION} is not there: Debian's package dataset-fashion-mnist`)
const outOfDistribution = Object.entries(drawn).map(([what, inputs]) => ({
  what,
  count: inputs.length,
  rejected: rejectedOf(inputs),
}))

const heldOut = json('held-out.json') as HeldOut
const training = json('training.json') as Training
const record = existsSync('classifier/record.json') ? (json('record.json') as Training) : undefined
/** Other collections of handwriting, as pictures: where the folder of the command's argument has them. */
const others = process.argv[2] === undefined ? [] : collections(process.argv[2])
const elsewhere = others.map(({ name, side, images, labels }) => {
  const pictures = images.map((image) => withMargin(image, side))
  const misses = ([1, 4] as const).map(
    (views) =>
      classifier.classifyBatch(pictures, { views }).filter(({ digit }, i) => digit !== labels[i]).length,
  )
  return { name, count: labels.length, misses }
})
const card = {
  test: { count: labels.length, misses: evaluation.misses, loss: evaluation.loss, views },
  perDigit,
  calibrationError: calibrationError(answers.first, answers.right),
  temperature: 1 / calibration.inverseTemperature,
  rejection: onTest,
  strangers: { wanted, shares: outOfDistribution },
  elsewhere,
  heldOut,
}
writeFileSync('classifier/card.json', `${JSON.stringify(card, undefined, 2)}\n`)
writeFileSync('docs/rejection.svg', rejectionPicture(rejectionCurve(answers)))

/** A row for each set and number of views that a recipe's networks have read. */
const seeds = (trained: string, figures: readonly Figures[]) =>
  figures.map(({ set, views, misses, digits }) => {
    const { n, mean, sd = 0, min, max } = spread(misses)
    return [
      trained,
      `${set}, ${views === 1 ? '1 view' : `${views} views`}`,
      String(n),
      `${percent(mean / digits)} ± ${percent(sd / digits)}`,
      percent(min / digits),
      percent(max / digits),
    ]
  })
const tables: Record<string, string> = {
  headline: table({
    columns: ['', 'misread', 'error'],
    rows: [
      ...views.map(({ views, misses }) => [
        `MNIST test, 10,000 digits, ${views === 1 ? '1 view' : `${views} views`}`,
        String(misses),
        percent(misses / labels.length),
      ]),
      ...elsewhere.flatMap(({ name, count, misses }) =>
        [1, 4].map((views, i) => [
          `${name}, ${count} digits as pictures, ${views === 1 ? '1 view' : `${views} views`}`,
          String(misses[i]),
          percent(misses[i]! / count),
        ]),
      ),
    ],
  }),
  bits: table({
    columns: ['four views, network that has not seen them', 'digits', 'float32', 'packed'],
    rows: heldOut.sets.map(({ name, digits, exact, packed }) => [
      name,
      String(digits),
      percent(exact[1] / digits),
      percent(packed[1] / digits),
    ]),
  }),
  digits: table({
    columns: ['digit', 'test digits', 'misread', 'error'],
    rows: perDigit.map(({ digit, count, misses }) => [
      String(digit),
      String(count),
      String(misses),
      percent(misses / count),
    ]),
  }),
  spread: table({
    columns: ['trained on', '', 'seeds', 'error, mean ± sd', 'least', 'most'],
    rows: [
      ...seeds('50,000 and other hands', training.heldOut.figures),
      ...seeds('60,000 and other hands', training.final.figures),
      ...(record ? seeds('60,000 alone', record.final.figures) : []),
    ],
  }),
  calibration: table({
    columns: ['', ''],
    rows: [
      ['temperature', card.temperature.toFixed(3)],
      ['expected calibration error on the test digits, 15 bins', percent(card.calibrationError)],
      ['mean cross-entropy on the test digits', evaluation.loss.toFixed(4)],
    ],
  }),
  rejection: table({
    columns: ['', ...wanted.map((error) => `maxError ${error}`)],
    rows: [
      ['test digits rejected', ...onTest.map(({ rejected }) => percent(rejected / labels.length))],
      [
        'misread among the others',
        ...onTest.map(({ rejected, misses }) => percent(misses / (labels.length - rejected))),
      ],
      ...outOfDistribution.map(({ what, count, rejected }) => [
        `${what}: rejected of ${count}`,
        ...rejected.map((n) => percent(n / count, 1)),
      ]),
    ],
  }),
}
let page = readFileSync('docs/model-card.md', 'utf8')
for (const [name, text] of Object.entries(tables)) {
  page = filled(page, name, text)
  console.log(`\n${text}`)
}
writeFileSync('docs/model-card.md', page)
