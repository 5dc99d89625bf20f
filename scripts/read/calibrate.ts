/**
 * `npm run calibrate:read`: chooses the confidences from which on at most so many of the answered strings are misread, on held-out digits that no weight was fitted to, and
 * writes src/classifier/read/calibration.ts.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DigitReader } from '../../src/classifier/read/index.js'
import { calibrationDigits } from './fit-digits.js'
import { inkString, KINDS } from './strings.js'

const SEED = 13
const EACH = Number(process.argv[2] ?? 600)
/** Shares of misread strings that may be asked for; the choice leaves a margin for what other strings are like. */
const ERRORS = [0.02, 0.01, 0.005]
const MARGIN = 0.95

const digits = await calibrationDigits()
const reader = DigitReader.loadSync()
const answers: { confidence: number; right: boolean }[] = []
for (const kind of KINDS.filter((one) => one !== 'deep'))
  for (let number = 0; number < EACH; number++) {
    const { ink, width, height, text } = inkString(digits, kind, SEED, number)
    const { confidence, ...result } = reader.read({ data: ink.map((v) => 255 - v), width, height })
    answers.push({ confidence, right: result.text === text })
  }
answers.sort((a, b) => b.confidence - a.confidence)
const rows = ERRORS.map((error) => {
  let [wrong, taken, least] = [0, 0, 1]
  for (const [i, { confidence, right }] of answers.entries()) {
    wrong += Number(!right)
    if (wrong > MARGIN * error * (i + 1)) continue
    taken = i + 1
    least = confidence
  }
  console.log(
    `at most ${100 * error}% misread: confidence ${least.toFixed(4)}, ${((100 * taken) / answers.length).toFixed(1)}% of ${answers.length} answered`,
  )
  return `  { error: ${error}, confidence: ${Number(least.toPrecision(5))} },\n`
})
writeFileSync(
  join(import.meta.dirname, '../../src/classifier/read/calibration.ts'),
  `// written by \`npm run calibrate:read\`\n/** By the share of misread pictures among those answered, the least confidence that reaches it. */\nexport const calibration = [\n${rows.join('')}] as const\n`,
)
