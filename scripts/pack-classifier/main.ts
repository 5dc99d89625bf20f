/**
 * `npm run pack:classifier`: the trained weights as the package ships them.
 *
 * Two networks go through the same: the shipped one, and one trained in the same way without 10,000 digits held out. Whatever is chosen or told is
 * measured on the latter and those digits: what six bits cost, the temperature of the scores, the thresholds of rejection. `--final` then reads the
 * test digits with the shipped network and writes classifier/card.json, the tables of docs/model-card.md and the picture.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { resize } from '../../src/data/resize.js'
import { weightsMetadata } from '../../src/formats/metadata.js'
import { encodeSafetensors } from '../../src/formats/safetensors.js'
import { Network, stateSha256 } from '../../src/index.js'
import { answersOf, chooseThresholds } from '../../src/model/rejection.js'
import { holdOut, trainingDigits } from '../train-classifier/mnist.js'
import { fitSharpness } from './calibrate.js'
import { pack } from './packed.js'
import { writeCalibration, writeWeights } from './write.js'

const { values: options } = parseArgs({
  options: {
    weights: { type: 'string', default: 'classifier/digits.safetensors' },
    'held-out-weights': { type: 'string', default: 'classifier/digits-held-out.safetensors' },
    final: { type: 'boolean', default: false },
  },
})
process.chdir(join(import.meta.dirname, '../..'))

/** Digits of the training on which the rounding errors are made small. */
const ROUNDED_ON = 2000
/** Shares of misread digits that may be asked for. */
const ERRORS = [0.002, 0.001, 0.0005]

const { rest, heldOut } = await holdOut(await trainingDigits())
const sample = await resize(rest.images.subarray(0, ROUNDED_ON * 784))
const images = await resize(heldOut.images)
const digits = { images, labels: heldOut.labels, length: heldOut.labels.length }

/** A file's network, as it is and as packed. */
async function packed(file: string) {
  const network = await Network.load(readFileSync(file))
  const { activation, loss } = network.config
  if (activation !== 'silu' || loss !== 'crossEntropy')
    throw new Error(
      `${file}: ${activation} and ${loss}, expected silu and crossEntropy, which assembly/classifier computes`,
    )
  const exact = network.evaluate(digits)
  const parts = await pack(network, sample)
  network.loadStateDict(parts.state)
  return { network, exact, parts }
}

const twin = await packed(options['held-out-weights'])
const rounded = twin.network.evaluate(digits)
console.log(`held-out digits, of ${digits.length}:`)
console.log(`  float32   ${twin.exact.misses} misses, loss ${twin.exact.loss.toFixed(5)}`)
console.log(`  six bits  ${rounded.misses} misses, loss ${rounded.loss.toFixed(5)}`)

const logits = twin.network.predict(images)
const inverseTemperature = fitSharpness(logits, digits.labels)
console.log(
  `inverseTemperature ${inverseTemperature}, a temperature of ${(1 / inverseTemperature).toFixed(3)}`,
)
const answers = answersOf(
  logits.map((logit) => inverseTemperature * logit),
  digits.labels,
  'crossEntropy',
)
// what is misread without any rejection needs none
const unrejected = Number((rounded.error + 0.00005).toFixed(4))
const rejections = [
  { wanted: unrejected, t1: 0, t2: 1, t3: 0, rejected: 0, misses: rounded.misses, count: digits.length },
  ...ERRORS.filter((error) => error < unrejected).map((error) => chooseThresholds(answers, error)),
]
for (const { wanted, rejected, misses, count } of rejections)
  console.log(
    `at most ${(100 * wanted).toFixed(2)}% misread: ${((100 * rejected) / count).toFixed(2)}% rejected, ${misses} misread`,
  )

const shipped = await packed(options.weights)
writeWeights(shipped.parts)
const heldOutFigures = {
  count: digits.length,
  exact: twin.exact.misses,
  packed: rounded.misses,
  inverseTemperature,
  rejections,
}
writeFileSync('classifier/held-out.json', `${JSON.stringify(heldOutFigures, undefined, 2)}\n`)
writeCalibration(inverseTemperature, rejections)
writeFileSync(
  'classifier/digits-packed.safetensors',
  encodeSafetensors(shipped.parts.state, weightsMetadata(shipped.network.config)),
)
console.log(`SHA-256 of the packed weights: ${await stateSha256(shipped.parts.state)}`)

const run = (...args: string[]): void => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
if (options.final) {
  run('--import', 'tsx', 'scripts/build.ts')
  run('--import', 'tsx', 'scripts/pack-classifier/card.ts')
}
run(
  'node_modules/@biomejs/biome/bin/biome',
  'format',
  '--write',
  'classifier',
  'src/classifier/calibration.ts',
  'docs/model-card.md',
)
