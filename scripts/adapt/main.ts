/**
 * `npm run measure:adapt`: what adapting to a few samples does to 20 simulated writers' digits and to MNIST's, and the table of docs/adapt.md.
 *
 * With `--choose`, what the recipe was chosen by: other writers, the network trained without 10,000 of MNIST's training digits, and those; `--set name=value` changes the
 * recipe there, and nothing is written.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { adaptBy } from '../../src/classifier/adapt/adapt.js'
import { type AdaptRecipe, adaptRecipe } from '../../src/classifier/adapt/recipe.js'
import { DigitClassifier } from '../../src/classifier/index.js'
import type { RawDigits } from '../../src/data/index.js'
import { decodeSafetensors } from '../../src/formats/index.js'
import { spread } from '../../src/sweep/statistics.js'
import { classifierWeights } from '../../src/wasm/classifier-weights.js'
import { writeSection } from '../figures/section.js'
import { holdOut, testDigits, trainingDigits } from '../train-classifier/mnist.js'
import { samplesOf, type WrittenDigit } from './writers.js'

const { values: options } = parseArgs({
  options: {
    choose: { type: 'boolean', default: false },
    set: { type: 'string', multiple: true, default: [] },
    writers: { type: 'string', default: '20' },
  },
})
process.chdir(join(import.meta.dirname, '../..'))
if (options.set.length > 0 && !options.choose) throw new Error('--set: with --choose only')

/** Samples of each digit to adapt to, and others to judge by. */
const SAMPLES = 3
const JUDGED = 20
/** The first writer, of those to choose by and of those to judge by. */
const FIRST = options.choose ? 1000 : 0
/** Digits to keep, from the front of MNIST's training digits: as many as the demo page has. */
const KEPT = 7291

const digitsOf = ({ images, labels }: RawDigits): WrittenDigit[] =>
  Array.from(labels, (label, i) => ({ input: images.subarray(784 * i, 784 * (i + 1)), label }))
const { rest, heldOut } = await holdOut(await trainingDigits())
const keep = { images: rest.images.subarray(0, 784 * KEPT), labels: rest.labels.subarray(0, KEPT) }
const mnist = digitsOf(options.choose ? heldOut : await testDigits())
const from = options.choose
  ? await DigitClassifier.load({
      weights: classifierWeights(
        decodeSafetensors(readFileSync('classifier/digits-held-out.safetensors')).state,
      ),
    })
  : await DigitClassifier.load()

const recipe: AdaptRecipe = {
  ...adaptRecipe,
  ...Object.fromEntries(
    options.set.map((text) => {
      const [name = '', value] = text.split('=')
      if (!Object.hasOwn(adaptRecipe, name)) throw new Error(`--set: ${name}`)
      return [name, Number(value)]
    }),
  ),
}

/** Of each hundred digits, those misread; and of the answers that `maxError: 0.005` leaves, likewise. */
function read(by: DigitClassifier, digits: readonly WrittenDigit[]) {
  let [misread, answered, wrong] = [0, 0, 0]
  for (const { input, label } of digits) {
    const { digit, rejected } = by.classify(input, { maxError: 0.005 })
    if (digit !== label) misread++
    if (rejected) continue
    answered++
    if (digit !== label) wrong++
  }
  const of = (count: number, all: number) => (100 * count) / Math.max(all, 1)
  return {
    misread: of(misread, digits.length),
    rejected: 100 - of(answered, digits.length),
    wrong: of(wrong, answered),
  }
}

const mnistBefore = read(from, mnist)
interface Row {
  readonly before: ReturnType<typeof read>
  readonly after: ReturnType<typeof read>
  readonly mnist: ReturnType<typeof read>
  readonly seconds: number
}
const rows: Row[] = []
for (let writer = FIRST; writer < FIRST + Number(options.writers); writer++) {
  const others = samplesOf(writer, SAMPLES, SAMPLES + JUDGED)
  const started = process.cpuUsage()
  const adapted = await adaptBy(recipe, from, samplesOf(writer, 0, SAMPLES), { keep })
  const { user, system } = process.cpuUsage(started)
  const seconds = (user + system) / 1e6
  const row: Row = {
    before: read(from, others),
    after: read(adapted, others),
    mnist: read(adapted, mnist),
    seconds,
  }
  rows.push(row)
  console.log(
    `writer ${writer}: ${row.before.misread.toFixed(1)}% → ${row.after.misread.toFixed(1)}%, MNIST ${mnistBefore.misread.toFixed(2)}% → ${row.mnist.misread.toFixed(2)}%, ${seconds.toFixed(2)} s of processor time`,
  )
}

const figures = (values: readonly number[], digits = 1) => {
  const { mean, sd = 0, min, max } = spread(values)
  return `${mean.toFixed(digits)} ± ${sd.toFixed(digits)}% (${min.toFixed(digits)} … ${max.toFixed(digits)})`
}
const table = `|                                   | before | after |
| --- | --- | --- |
| the writer’s other digits misread | ${figures(rows.map(({ before }) => before.misread))} | ${figures(rows.map(({ after }) => after.misread))} |
| MNIST’s ${options.choose ? 'held-out' : 'test'} digits misread | ${mnistBefore.misread.toFixed(2)}% | ${figures(
  rows.map(({ mnist }) => mnist.misread),
  2,
)} |
| writer’s, \`maxError: 0.005\`: rejected | ${figures(rows.map(({ before }) => before.rejected))} | ${figures(rows.map(({ after }) => after.rejected))} |
| wrong among the answers | ${figures(rows.map(({ before }) => before.wrong))} | ${figures(rows.map(({ after }) => after.wrong))} |
| MNIST’s, \`maxError: 0.005\`: rejected | ${mnistBefore.rejected.toFixed(2)}% | ${figures(
  rows.map(({ mnist }) => mnist.rejected),
  2,
)} |
| wrong among the answers | ${mnistBefore.wrong.toFixed(2)}% | ${figures(
  rows.map(({ mnist }) => mnist.wrong),
  2,
)} |
`
console.log(table)
const halved = rows.filter(({ before, after }) => after.misread <= before.misread / 2).length
const fastest = Math.min(...rows.map(({ seconds }) => seconds))
const summary = `At least halved for ${halved} of ${rows.length} writers; MNIST’s error grew by at most ${(Math.max(...rows.map(({ mnist }) => mnist.misread)) - mnistBefore.misread).toFixed(2)} points. The quickest took ${fastest.toFixed(1)} s of processor time.`
console.log(summary)

if (!options.choose) {
  writeSection('docs/adapt.md', 'measured', `${table}\n${summary}`)
  const mean = (of: (row: Row) => number) => spread(rows.map(of)).mean
  const percent = (value: number, digits: number) => `${value.toFixed(digits)}%`
  writeSection(
    'README.md',
    'adapt',
    `of ${rows.length} simulated writers' digits it misread ${percent(
      mean(({ before }) => before.misread),
      1,
    )} before and ${percent(
      mean(({ after }) => after.misread),
      1,
    )} after, of MNIST's test digits ${percent(mnistBefore.misread, 2)} and ${percent(
      mean(({ mnist }) => mnist.misread),
      2,
    )}`,
  )
}
