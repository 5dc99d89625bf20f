/** `npx tsx bench/peers/reading/train.ts`: trains the tutorial's network on MNIST's 60,000 training digits, into bench/results/cnn.json. */
import { writeFileSync } from 'node:fs'
import { random } from '../../../scripts/pictures/pasted.js'
import { loadRawMnist } from '../../../src/node/index.js'
import { Cnn, SIDE, train, useWasm } from './cnn.js'

const PASSES = Number(process.env.PASSES ?? 10)

await useWasm()
const { train: digits, test } = await loadRawMnist({ train: 60_000, test: 10_000, seed: 1337 })
const started = performance.now()
const weights = await train(digits.images, digits.labels, PASSES, random(1989), (pass, loss) =>
  console.log(
    `pass ${pass}: loss ${loss.toFixed(4)}, ${((performance.now() - started) / 1000).toFixed(0)} s`,
  ),
)
const cnn = new Cnn(weights)
let misses = 0
for (let from = 0; from < test.labels.length; from += 500) {
  const some = Float32Array.from(
    test.images.subarray(from * SIDE * SIDE, (from + 500) * SIDE * SIDE),
    (v) => v / 255,
  )
  misses += cnn.classify(some).filter((digit, i) => digit !== test.labels[from + i]).length
}
console.log(`${misses} of ${test.labels.length} test digits misread`)
const rounded = JSON.stringify({ passes: PASSES, misses, layers: weights }, (_, value) =>
  typeof value === 'number' ? Number(value.toPrecision(5)) : value,
)
writeFileSync(new URL('../../results/cnn.json', import.meta.url), `${rounded}\n`)
