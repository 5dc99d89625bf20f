/**
 * `npm run pack:classifier`: the trained weights as the package ships them.
 *
 * Two networks go through the same: the shipped one, and one trained in the same way without 10,000 digits held out. Whatever is chosen or told is
 * measured on the latter, those digits and hands of the pen that no training saw: what the rounding of the weights costs, the temperature of the scores, the thresholds of
 * rejection. `--final` then reads the test digits with the shipped network, with `--hands FOLDER` other collections too, and writes classifier/card.json, the tables of docs/model-card.md and
 * the picture.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { RawDigits } from '../../src/data/idx.js'
import { weightsMetadata } from '../../src/formats/metadata.js'
import { encodeSafetensors } from '../../src/formats/safetensors.js'
import { Network, stateSha256 } from '../../src/index.js'
import { answersOf, chooseThresholds } from '../../src/model/rejection.js'
import { RAW_PIXELS } from '../../src/model/shape.js'
import type { StateDict } from '../../src/model/state.js'
import { heldOutPenDigits, penDigits } from '../hands/sets.js'
import { holdOut, trainingDigits } from '../train-classifier/mnist.js'
import { calibratedLoss, countMisses, logitsOf, normalised } from '../train-classifier/reading.js'
import { recipe } from '../train-classifier/recipe.js'
import { fitSharpness } from './calibrate.js'
import { pack } from './packed.js'
import { writeCalibration, writeWeights } from './write.js'

const { values: options } = parseArgs({
  options: {
    weights: { type: 'string', default: 'classifier/digits.safetensors' },
    'held-out-weights': { type: 'string', default: 'classifier/digits-held-out.safetensors' },
    final: { type: 'boolean', default: false },
    hands: { type: 'string' },
  },
})
process.chdir(join(import.meta.dirname, '../..'))

/** Training digits on which the rounding errors are made small: MNIST's and the pen's. */
const ROUNDED_ON = 2000
const ROUNDED_ON_PEN = 400
/** Shares of misread digits that may be asked for. */
const ERRORS = [0.005, 0.002, 0.001, 0.0005]

const { rest, heldOut } = await holdOut(await trainingDigits())
const pen = heldOutPenDigits(5000)
const sample = Float32Array.from([
  ...(await normalised(first(rest, ROUNDED_ON))),
  ...(await normalised(penDigits(ROUNDED_ON_PEN))),
])

/** Misses in one view and in four, and the loss in four. */
async function figures(state: StateDict, digits: RawDigits) {
  const one = await logitsOf(state, digits, recipe, 1)
  const four = await logitsOf(state, digits, recipe, 4)
  const { labels } = digits
  return {
    digits: labels.length,
    misses: [countMisses(one, labels), countMisses(four, labels)] as const,
    loss: Number(calibratedLoss(four, labels).toFixed(5)),
    four,
  }
}

/** A file's network, as it is and as packed. */
async function packed(file: string) {
  const network = await Network.load(readFileSync(file))
  const { activation, loss } = network.config
  if (activation !== 'silu' || loss !== 'crossEntropy')
    throw new Error(
      `${file}: ${activation} and ${loss}, expected silu and crossEntropy, which assembly/classifier computes`,
    )
  return { network, exact: network.stateDict(), parts: await pack(network, sample) }
}

const heldOutNetwork = await packed(options['held-out-weights'])
const sets = []
for (const [name, digits] of [
  ['MNIST, held out', heldOut],
  ['hands of the pen, held out', pen],
] as const) {
  const exact = await figures(heldOutNetwork.exact, digits)
  const rounded = await figures(heldOutNetwork.parts.state, digits)
  for (const [what, { misses, loss }] of [
    ['float32', exact],
    ['packed', rounded],
  ] as const)
    console.log(`${name}, ${what}: ${misses.join(' and ')} misses in one view and four, loss ${loss}`)
  sets.push({ name, labels: digits.labels, exact, rounded })
}

// what is chosen holds for MNIST's hands and for others
const logits = Float32Array.from([...sets[0]!.rounded.four, ...sets[1]!.rounded.four])
const labels = Uint8Array.from([...heldOut.labels, ...pen.labels])
const inverseTemperature = fitSharpness(logits, labels)
console.log(
  `inverse temperature ${inverseTemperature}, a temperature of ${(1 / inverseTemperature).toFixed(3)}`,
)
const answers = answersOf(
  logits.map((logit) => inverseTemperature * logit),
  labels,
  'crossEntropy',
)
// what is misread without any rejection needs none
const count = labels.length
const misses = countMisses(logits, labels)
const unrejected = Number((misses / count + 0.00005).toFixed(4))
const rejections = [
  { wanted: unrejected, t1: 0, t2: 1, t3: 0, rejected: 0, misses, count },
  ...ERRORS.filter((error) => error < unrejected).map((error) => chooseThresholds(answers, error)),
]
for (const { wanted, rejected, misses } of rejections)
  console.log(
    `at most ${(100 * wanted).toFixed(2)}% misread: ${((100 * rejected) / count).toFixed(2)}% rejected, ${misses} misread`,
  )

const shipped = await packed(options.weights)
writeWeights(shipped.parts)
const heldOutFigures = {
  sets: sets.map(({ name, exact, rounded }) => ({
    name,
    digits: exact.digits,
    exact: exact.misses,
    packed: rounded.misses,
    losses: [exact.loss, rounded.loss],
  })),
  inverseTemperature,
  rejections,
}
writeFileSync('classifier/held-out.json', `${JSON.stringify(heldOutFigures, undefined, 2)}\n`)
writeCalibration(inverseTemperature, rejections)
writeFileSync(
  'classifier/digits-packed.safetensors',
  encodeSafetensors(shipped.parts.state, {
    ...weightsMetadata(shipped.network.config),
    normalisation: 'moments',
  }),
)
console.log(`SHA-256 of the packed weights: ${await stateSha256(shipped.parts.state)}`)

function first({ images, labels }: RawDigits, count: number): RawDigits {
  return { images: images.subarray(0, count * RAW_PIXELS), labels: labels.subarray(0, count) }
}

const run = (...args: string[]): void => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
if (options.final) {
  run('--import', 'tsx', 'scripts/build.ts')
  run(
    '--import',
    'tsx',
    'scripts/pack-classifier/card.ts',
    ...(options.hands === undefined ? [] : [options.hands]),
  )
}
run(
  'node_modules/@biomejs/biome/bin/biome',
  'format',
  '--write',
  'classifier',
  'src/classifier/calibration.ts',
  'docs/model-card.md',
)
