/** How well pictures are read: digits in each condition, other hands, strings of digits, and pictures that are not digits. Accuracy, not time. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { collections, withMargin } from '../../scripts/hands/other-sets.js'
import { jitter, LETTERS, scribble } from '../../scripts/pack-classifier/out-of-distribution.js'
import { picture } from '../../scripts/pictures/conditions.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { several } from '../../scripts/pictures/others.js'
import { conditionExample, conditionNames, randomOf, stringExample } from '../../scripts/pictures/sets.js'
import { KINDS } from '../../scripts/read/strings.js'
import { testDigits } from '../../scripts/train-classifier/mnist.js'
import type { DigitInput } from '../../src/classifier/index.js'
import { DigitReader } from '../../src/classifier/read/index.js'
import { RAW_PIXELS } from '../../src/model/shape.js'
import { digestOf, KeptRows } from '../kept.js'
import { type Effort, quick } from '../measure.js'
import type { BenchResult } from '../result.js'
import type { Dataset } from '../target.js'

const FASHION = '/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz'
/** What is rejected: of digits, and of strings. */
const MAX_ERROR = 0.005
const MAX_ERROR_STRINGS = 0.01
/** All that the answers depend on. */
const READERS = [
  'dist/read.wasm',
  'dist/classifier/calibration.js',
  'dist/classifier/shape-model.js',
  'dist/classifier/shape.js',
  'dist/classifier/read/calibration.js',
  'scripts/pictures/conditions.ts',
  'scripts/read/strings.ts',
]

const share = (count: number, of: number) => (of === 0 ? '' : ((100 * count) / of).toFixed(1))

export async function reading(_: Dataset, effort: Effort): Promise<BenchResult> {
  const reader = DigitReader.loadSync()
  const test = await testDigits()
  const per = effort === quick ? 100 : 500
  const kept = new KeptRows('reading', `${digestOf(READERS)} ${per}`)
  const rows: (readonly string[])[] = []
  const raw = (i: number) => test.images.subarray(i * RAW_PIXELS, (i + 1) * RAW_PIXELS)

  /** A row about pictures of digits; `read` says whether one is read right, whether that counts, and whether its shape decided that. */
  function digits(
    name: string,
    count: number,
    read: (i: number) => { right: boolean; rejected: boolean; byShape: boolean },
  ): void {
    const make = () => {
      let [right, answered, wrong, lost] = [0, 0, 0, 0]
      for (let i = 0; i < count; i++) {
        const one = read(i)
        right += Number(one.right)
        answered += Number(!one.rejected)
        wrong += Number(!one.rejected && !one.right)
        lost += Number(one.byShape)
      }
      return [share(right, count), share(wrong, answered), share(count - answered, count), share(lost, count)]
    }
    rows.push([name, String(count), ...kept.row(name, make)])
  }
  const one = (input: DigitInput, label: number) => {
    const { digit, rejected, reason } = reader.classify(input, { maxError: MAX_ERROR })
    return { right: digit === label, rejected, byShape: rejected && reason !== 'unsure' }
  }
  for (const name of conditionNames)
    digits(name, per, (i) => {
      const { picture, text } = conditionExample(test, name, i)
      return one(picture, Number(text))
    })
  digits('MNIST, bytes', 10_000, (i) => one(raw(i), test.labels[i]!))
  const folder = join(import.meta.dirname, '../../../shared/data/hands')
  for (const { name, side, images, labels } of existsSync(folder) ? collections(folder) : [])
    digits(name, images.length, (i) => one(withMargin(images[i]!, side), labels[i]!))
  for (const kind of KINDS)
    digits(`strings: ${kind}`, per, (i) => {
      const { picture, text } = stringExample(test, kind, i, 1)
      const result = reader.read(picture, { maxError: MAX_ERROR_STRINGS })
      const { rejected, reason } = result
      return { right: result.text === text, rejected, byShape: rejected && reason !== 'unsure' }
    })

  function strange(name: string, count: number, make: (i: number) => DigitInput): void {
    const row = () => {
      let [rejected, unsure] = [0, 0]
      for (let i = 0; i < count; i++) {
        const result = reader.classify(make(i), { maxError: MAX_ERROR })
        rejected += Number(result.rejected)
        unsure += Number(result.reason === 'unsure')
      }
      return ['', '', share(rejected, count), share(rejected - unsure, count)]
    }
    rows.push([name, String(count), ...kept.row(name, row)])
  }
  const conditions = conditionNames.filter((name) => name !== 'box that touches')
  strange('empty paper of every kind', per, (i) =>
    picture(conditions[i % conditions.length]!, randomOf('empty paper', i)),
  )
  strange('two to five digits', per, (i) => {
    const next = randomOf('several', i)
    const some = Array.from({ length: 2 + (i % 4) }, () => raw(Math.floor(next() * 10_000)))
    return several(some, next)
  })
  strange('scribbles', per, (i) => {
    const next = randomOf('scribbles', i)
    return drawing(scribble(next), { size: 160, thickness: 6 + 10 * next() })
  })
  const letters = Object.values(LETTERS)
  strange('letters', per, (i) => {
    const next = randomOf('letters', i)
    return drawing(jitter(letters[i % letters.length]!, next), { size: 160, thickness: 6 + 14 * next() })
  })
  if (existsSync(FASHION)) {
    const file = gunzipSync(readFileSync(FASHION))
    const image = (i: number) => file.subarray(16 + i * RAW_PIXELS, 16 + (i + 1) * RAW_PIXELS)
    strange('Fashion-MNIST', 2000, (i) => new Uint8Array(image(i)))
  }
  return {
    title: 'Pictures read right, per cent',
    figures: [],
    table: {
      columns: ['', 'pictures', 'right', 'wrong of the answered', 'not answered', 'by their shape'],
      rows,
    },
    notes: [
      `Wrong of the answered and not answered are those of maxError ${MAX_ERROR}, of strings ${MAX_ERROR_STRINGS}.`,
    ],
  }
}
