/**
 * `npm run read:table`: how many strings of each kind are read wholly right, as pictures, and what rejection at the chosen confidence comes to. Of digits held out of
 * the training that no weight was fitted to; with `--final` of MNIST's test digits, which are read once per choice, and then into classifier/read-card.json.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { calibration } from '../../src/classifier/read/calibration.js'
import { DigitReader } from '../../src/classifier/read/index.js'
import type { RawDigits } from '../../src/data/idx.js'
import { testDigits } from '../train-classifier/mnist.js'
import { calibrationDigits } from './fit-digits.js'
import { type InkString, inkString, KINDS, type Kind } from './strings.js'

const { values: options } = parseArgs({
  options: {
    final: { type: 'boolean', default: false },
    count: { type: 'string', default: '500' },
    kinds: { type: 'string', default: KINDS.join() },
    show: { type: 'boolean', default: false },
  },
})

/** Seeds of the strings: apart from those that the fit and the tests see. */
const SEED = { heldOut: 11, test: 12 }
const { error, confidence: least } = calibration.find((row) => row.error === 0.01)!
const reader = DigitReader.loadSync()
const digits: RawDigits = options.final ? await testDigits() : await calibrationDigits()
const count = Number(options.count)

const asPicture = ({ ink, width, height }: InkString) => ({ data: ink.map((v) => 255 - v), width, height })

const rows = (options.kinds.split(',') as Kind[]).map((kind) => {
  let [right, answered, wrong] = [0, 0, 0]
  /** Milliseconds of the processor for each string of five digits: a busy machine does not count. */
  const times: number[] = []
  for (let number = 0; number < count; number++) {
    const string = inkString(digits, kind, options.final ? SEED.test : SEED.heldOut, number)
    const picture = asPicture(string)
    const before = process.cpuUsage()
    const { text, confidence } = reader.read(picture)
    const { user, system } = process.cpuUsage(before)
    if (string.text.length === 5) times.push((user + system) / 1000)
    const good = text === string.text
    right += Number(good)
    if (options.show && !good)
      console.log(JSON.stringify(string.text), JSON.stringify(text), confidence.toFixed(3))
    if (text === '' || confidence < least) continue
    answered++
    wrong += Number(!good)
  }
  times.sort((a, b) => a - b)
  const time =
    times.length === 0 ? '' : `${times[0]!.toFixed(2)} and ${times[times.length >> 1]!.toFixed(2)} ms`
  const row = { kind, right, answered, wrong }
  console.log(
    `${kind.padEnd(12)} right ${percent(right, count)}   answered ${percent(answered, count)}   of these wrong ${percent(wrong, answered)}   five digits, fastest and median: ${time}`,
  )
  return row
})
/** What rejection promises is of the kinds together, without those that are beyond what people write. */
const usual = rows.filter(({ kind }) => kind !== 'deep')
const sum = (name: 'right' | 'answered' | 'wrong') => usual.reduce((total, row) => total + row[name], 0)
console.log(
  `at maxError ${error}: ${percent(sum('answered'), usual.length * count)} answered, ${percent(sum('wrong'), sum('answered'))} of these wrong`,
)
if (options.final)
  writeFileSync(
    join(import.meta.dirname, '../../classifier/read-card.json'),
    `${JSON.stringify({ strings: count, error, confidence: least, rows }, undefined, 2)}\n`,
  )

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(2)}%`
}
