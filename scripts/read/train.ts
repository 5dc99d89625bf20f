/**
 * `npm run train:read`: trains the network that reads several digits: the classifier's architecture, and an eleventh class for pictures that are not digits, whose logit is 0.
 * `--all` trains on all 60,000 digits of MNIST's training set, otherwise 10,000 are held out. docs/read.md says how and why.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { interruptSignal } from '../../src/cli/terminal/interrupt.js'
import { Terminal } from '../../src/cli/terminal/terminal.js'
import { encodeSafetensors } from '../../src/formats/index.js'
import { weightsMetadata } from '../../src/formats/metadata.js'
import { holdOut, trainingDigits } from '../train-classifier/mnist.js'
import { trainAll } from '../train-classifier/pool.js'
import { networkRecipe, recipe } from '../train-classifier/recipe.js'
import { collectPieces } from './pieces.js'

const root = join(import.meta.dirname, '../..')
const { values: options } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    passes: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    work: { type: 'string', default: join(root, 'build/train-read') },
    out: { type: 'string' },
  },
})

/** Pieces in the pools, and in a pass against MNIST's digits. */
const POOLS = { pieces: 40_000, none: 80_000 }
const readRecipe = { ...recipe, passes: Number(options.passes), pen: 0.8, grafts: 1.4, otherStrength: 1 }
const seed = Number(options.seed)

const all = await trainingDigits()
const digits = options.all ? all : (await holdOut(all)).rest
await mkdir(options.work, { recursive: true })
const started = performance.now()
const pieces = collectPieces(digits, seed, POOLS.pieces, POOLS.none)

const joined = (name: 'images' | 'labels') =>
  Buffer.concat([digits[name], pieces.digits[name], pieces.none[name]])
console.log(
  `${digits.labels.length} digits, ${POOLS.pieces} pieces, ${POOLS.none} of none; ${Math.round((performance.now() - started) / 1000)} s`,
)
const [result] = await trainAll(
  [{ recipe: readRecipe, seed }],
  {
    images: joined('images'),
    labels: joined('labels'),
    mnist: digits.labels.length,
    pen: POOLS.pieces,
    grafts: POOLS.none,
  },
  { threads: 1, work: options.work, terminal: new Terminal(), signal: interruptSignal() },
)
const file =
  options.out ?? join(root, 'classifier', options.all ? 'read.safetensors' : 'read-held-out.safetensors')
await writeFile(
  file,
  encodeSafetensors(result!.state, {
    ...weightsMetadata({ ...networkRecipe(readRecipe), seed }),
    classifier: JSON.stringify(readRecipe),
    digits: String(digits.labels.length),
  }),
)
console.log(`${file}: loss ${result!.loss.toFixed(5)}, ${Math.round(result!.seconds)} s`)
