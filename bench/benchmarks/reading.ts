/** How well digits are read: a picture of each condition, other hands, and what is no digit. Accuracy, not time. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { encode } from 'fast-png'
import { collections, withMargin } from '../../scripts/hands/other-sets.js'
import { jitter, LETTERS, scribble } from '../../scripts/pack-classifier/out-of-distribution.js'
import { CONDITIONS, type Picture, picture } from '../../scripts/pictures/conditions.js'
import { contactSheet } from '../../scripts/pictures/contact-sheet.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { several } from '../../scripts/pictures/others.js'
import { random } from '../../scripts/pictures/pasted.js'
import { testDigits } from '../../scripts/train-classifier/mnist.js'
import { DigitClassifier, type DigitInput } from '../../src/classifier/index.js'
import { RAW_PIXELS } from '../../src/model/shape.js'
import { type Effort, quick } from '../measure.js'
import type { BenchResult } from '../result.js'
import type { Dataset } from '../target.js'

const FASHION = '/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz'
const MAX_ERROR = 0.005
/** Where the failures' contact sheet goes, if this is set. */
const SHEET = process.env.READING_SHEET

export async function reading(_: Dataset, effort: Effort): Promise<BenchResult> {
  const classifier = DigitClassifier.loadSync()
  const test = await testDigits()
  const next = random(20_241)
  const per = effort === quick ? 100 : 500
  const raw = (i: number) => test.images.subarray(i * RAW_PIXELS, (i + 1) * RAW_PIXELS)
  const rows: string[][] = []
  const failures: { picture: Picture; caption: string }[] = []
  const share = (count: number, of: number) => (of === 0 ? '' : `${((100 * count) / of).toFixed(1)}`)

  function digits(
    name: string,
    count: number,
    make: (i: number) => { input: DigitInput; label: number },
  ): void {
    let [right, answered, wrong, lost] = [0, 0, 0, 0]
    for (let i = 0; i < count; i++) {
      const { input, label } = make(i)
      const { digit, rejected, reason } = classifier.classify(input, { maxError: MAX_ERROR })
      if (digit === label) right++
      else if (
        'data' in input &&
        (input as Picture).data.length === 4 * (input as Picture).width * (input as Picture).height
      )
        failures.push({ picture: input as Picture, caption: `${label}→${digit ?? '–'}` })
      if (!rejected) {
        answered++
        if (digit !== label) wrong++
      } else if (reason !== 'unsure') lost++
    }
    rows.push([
      name,
      String(count),
      share(right, count),
      share(wrong, answered),
      share(count - answered, count),
      share(lost, count),
    ])
  }
  let taken = 0
  for (const name of Object.keys(CONDITIONS))
    digits(name, per, () => {
      const i = taken++ % test.labels.length
      return { input: picture(name, next, raw(i)), label: test.labels[i]! }
    })
  digits('MNIST, bytes', 10_000, (i) => ({ input: raw(i), label: test.labels[i]! }))
  const folder = join(import.meta.dirname, '../../../shared/data/hands')
  for (const { name, side, images, labels } of existsSync(folder) ? collections(folder) : [])
    digits(name, images.length, (i) => ({ input: withMargin(images[i]!, side), label: labels[i]! }))

  function strange(name: string, count: number, make: (i: number) => DigitInput): void {
    let [rejected, unsure] = [0, 0]
    for (let i = 0; i < count; i++) {
      const result = classifier.classify(make(i), { maxError: MAX_ERROR })
      rejected += Number(result.rejected)
      unsure += Number(result.reason === 'unsure')
    }
    rows.push([name, String(count), '', '', share(rejected, count), share(rejected - unsure, count)])
  }
  const conditions = Object.keys(CONDITIONS).filter((name) => name !== 'box that touches')
  strange('empty paper of every kind', per, (i) => picture(conditions[i % conditions.length]!, next))
  strange('two to five digits', per, (i) =>
    several(
      Array.from({ length: 2 + (i % 4) }, () => raw(Math.floor(next() * 10_000))),
      next,
    ),
  )
  strange('scribbles', per, () => drawing(scribble(next), { size: 160, thickness: 6 + 10 * next() }))
  const letters = Object.values(LETTERS)
  strange('letters', per, (i) =>
    drawing(jitter(letters[i % letters.length]!, next), { size: 160, thickness: 6 + 14 * next() }),
  )
  if (existsSync(FASHION)) {
    const file = gunzipSync(readFileSync(FASHION))
    strange(
      'Fashion-MNIST',
      2000,
      (i) => new Uint8Array(file.subarray(16 + i * RAW_PIXELS, 16 + (i + 1) * RAW_PIXELS)),
    )
  }
  const notes = [`Wrong of the answered and not answered are those of maxError ${MAX_ERROR}.`]
  if (SHEET !== undefined) {
    mkdirSync(join(SHEET, '..'), { recursive: true })
    writeFileSync(SHEET, encode(contactSheet(failures.slice(0, 120))))
    notes.push(`${failures.length} pictures were read wrongly; the first 120: ${SHEET}`)
  }
  return {
    title: 'Digits read right, per cent',
    figures: [],
    table: {
      columns: ['', 'pictures', 'right', 'wrong of the answered', 'not answered', 'by their shape'],
      rows,
    },
    notes,
  }
}
