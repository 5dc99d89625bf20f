/**
 * What the shipped network can do, on MNIST's 10,000 test digits and on drawings that are none: classifier/card.json, the tables of docs/model-card.md and
 * docs/rejection.svg. The last step of `npm run pack:classifier -- --final`; by itself `npx tsx scripts/pack-classifier/card.ts`, after a build.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { table } from '../../bench/report/markdown.js'
import { calibration } from '../../src/classifier/calibration.js'
import { DigitClassifier, type DigitInput } from '../../src/classifier/index.js'
import { readByClassifier } from '../../src/cli/runs/evaluate-classifier.js'
import { resize } from '../../src/data/resize.js'
import { rejectionCurve } from '../../src/model/rejection.js'
import { CLASSES, IMAGE_PIXELS } from '../../src/model/shape.js'
import { loadMnist } from '../../src/node/index.js'
import { spread } from '../../src/sweep/statistics.js'
import { drawing } from '../pictures/drawing.js'
import { random } from '../pictures/pasted.js'
import { testDigits } from '../train-classifier/mnist.js'
import { calibrationError } from './calibrate.js'
import { jitter, LETTERS, scribble } from './out-of-distribution.js'
import { rejectionPicture } from './picture.js'

process.chdir(join(import.meta.dirname, '../..'))

const FASHION = '/usr/share/datasets/fashion-mnist'
const json = (name: string) => JSON.parse(readFileSync(`classifier/${name}`, 'utf8'))
const percent = (share: number, places = 2) => `${(100 * share).toFixed(places)}%`

const { images: raw, labels } = await testDigits()
const images = await resize(raw)
const test = { images, labels, length: labels.length }
const { evaluation, answers } = await readByClassifier(test)
const classifier = DigitClassifier.loadSync()
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
  const results = classifier.classifyBatch(list(images), { maxError })
  const answered = results.flatMap(({ rejected, digit }, i) => (rejected ? [] : [digit === labels[i]]))
  return {
    maxError,
    rejected: test.length - answered.length,
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

const heldOut = json('held-out.json')
const training = existsSync('classifier/training.json') ? json('training.json') : undefined
const card = {
  test: { count: test.length, misses: evaluation.misses, loss: evaluation.loss },
  perDigit,
  calibrationError: calibrationError(answers.first, answers.right),
  temperature: 1 / calibration.inverseTemperature,
  rejection: onTest,
  strangers: { wanted, shares: outOfDistribution },
  heldOut,
}
writeFileSync('classifier/card.json', `${JSON.stringify(card, undefined, 2)}\n`)
writeFileSync('docs/rejection.svg', rejectionPicture(rejectionCurve(answers)))

const seeds = (what: string, figures: { digits: number; misses: number[] }) => {
  const { n, mean, sd = 0, min, max } = spread(figures.misses)
  return [
    what,
    String(n),
    `${percent(mean / figures.digits)} ± ${percent(sd / figures.digits)}`,
    percent(min / figures.digits),
    percent(max / figures.digits),
  ]
}
const tables: Record<string, string> = {
  headline: table({
    columns: ['', 'misread', 'error'],
    rows: [
      ['MNIST test, 10,000 digits, as shipped', String(evaluation.misses), percent(evaluation.error)],
      [`held-out digits, its twin in float32`, String(heldOut.exact), percent(heldOut.exact / heldOut.count)],
      [
        `held-out digits, its twin in six bits`,
        String(heldOut.packed),
        percent(heldOut.packed / heldOut.count),
      ],
    ],
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
  spread: training
    ? table({
        columns: ['', 'seeds', 'error, mean ± sd', 'least', 'most'],
        rows: [seeds('held-out digits', training.heldOut), seeds('test digits', training.test)],
      })
    : 'Not measured yet: `npm run train:classifier` writes classifier/training.json.',
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
      ['test digits rejected', ...onTest.map(({ rejected }) => percent(rejected / test.length))],
      [
        'misread among the others',
        ...onTest.map(({ rejected, misses }) => percent(misses / (test.length - rejected))),
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
  const pattern = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`)
  if (!pattern.test(page)) throw new Error(`docs/model-card.md: no place for the table ${name}`)
  page = page.replace(pattern, (_, open, close) => `${open}\n${text}\n${close}`)
  console.log(`\n${text}`)
}
writeFileSync('docs/model-card.md', page)
