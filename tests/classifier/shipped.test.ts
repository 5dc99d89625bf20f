/** What the shipped network promises, on MNIST's 10,000 test digits and on drawings that are not digits. */
import { existsSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { heldOutPenDigits } from '../../scripts/hands/sets.js'
import { calibrationError, fitSharpness } from '../../scripts/pack-classifier/calibrate.js'
import { jitter, LETTERS, scribble } from '../../scripts/pack-classifier/out-of-distribution.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { random } from '../../scripts/pictures/pasted.js'
import { testDigits } from '../../scripts/train-classifier/mnist.js'
import { DigitClassifier, type DigitInput } from '../../src/classifier/index.js'
import { loadMnist } from '../../src/node/index.js'

const shipped = suite('shipped classifier')
const FASHION = '/usr/share/datasets/fashion-mnist'
const classifier = DigitClassifier.loadSync()
const test = await testDigits()
const digits = Array.from(test.labels, (_, i) => test.images.subarray(i * 784, (i + 1) * 784))
const list = (images: Float32Array) =>
  Array.from({ length: images.length / 256 }, (_, i) => images.subarray(i * 256, (i + 1) * 256))
const results = classifier.classifyBatch(digits)

for (const [views, most] of [
  [1, 55],
  [4, 48],
] as const)
  shipped(`at most ${most} of the 10,000 test digits are misread in ${views} views`, () => {
    const read = views === 4 ? results : classifier.classifyBatch(digits, { views })
    const misses = read.filter(({ digit }, i) => digit !== test.labels[i]).length
    console.log(`  ${misses} misread`)
    assert.ok(misses <= most)
  })

shipped('at most 1.2% of the hands of a pen that it never saw are misread', () => {
  const { images, labels } = heldOutPenDigits(2000)
  const read = classifier.classifyBatch(Array.from(labels, (_, i) => images.subarray(i * 784, (i + 1) * 784)))
  const misses = read.filter(({ digit }, i) => digit !== labels[i]).length
  console.log(`  ${misses} of 2,000 misread`)
  assert.ok(misses <= 24)
})

shipped('the expected calibration error is at most 0.5 points', () => {
  const error = calibrationError(
    results.map(({ confidence }) => confidence),
    results.map(({ digit }, i) => Number(digit === test.labels[i])),
  )
  console.log(`  ${(100 * error).toFixed(2)} points`)
  assert.ok(error <= 0.005)
})

shipped(
  'maxError holds to within what 10,000 digits can tell, at a share rejected that can be lived with',
  () => {
    for (const maxError of [0.005, 0.002, 0.001, 0.0005]) {
      const rejected = classifier.classifyBatch(digits, { maxError })
      const answered = rejected.filter((result) => !result.rejected)
      const misses = rejected.filter(
        (result, i) => !result.rejected && result.digit !== test.labels[i],
      ).length
      console.log(`  maxError ${maxError}: ${10_000 - answered.length} rejected, ${misses} misread`)
      // three standard deviations of a count
      const expected = maxError * answered.length
      assert.ok(misses <= expected + 3 * Math.sqrt(expected))
      assert.ok(answered.length > 7500)
    }
  },
)

const next = random(7)
const outOfDistribution: Record<string, () => Promise<DigitInput[]>> = {
  letters: async () =>
    Array.from({ length: 5 }, () => Object.values(LETTERS))
      .flat()
      .map((strokes) => drawing(jitter(strokes, next), { size: 160, thickness: 14 })),
  scribbles: async () =>
    Array.from({ length: 100 }, () => drawing(scribble(next), { size: 160, thickness: 10 })),
  'Fashion-MNIST': async () => list((await loadMnist({ dir: FASHION, train: 1, test: 2000 })).test.images),
}
for (const [what, make] of Object.entries(outOfDistribution)) {
  const name = `${what}: at least two in five are rejected at maxError 0.001`
  if (what === 'Fashion-MNIST' && !existsSync(FASHION)) {
    shipped.skip(`${name} (Debian’s package dataset-fashion-mnist is not installed)`)
    continue
  }
  shipped(name, async () => {
    const read = classifier.classifyBatch(await make(), { maxError: 0.001 })
    const share = read.filter(({ rejected }) => rejected).length / read.length
    console.log(`  ${(100 * share).toFixed(1)}% of ${read.length} rejected`)
    assert.ok(share > 0.4)
  })
}

shipped(
  'the calibration error of what is as sure as it is right is 0, and of what is too sure the excess',
  () => {
    const right = Array.from({ length: 100 }, (_, i) => Number(i < 80))
    assert.ok(calibrationError(new Array(100).fill(0.8), right) < 1e-12)
    assert.ok(Math.abs(calibrationError(new Array(100).fill(0.9), right) - 0.1) < 1e-12)
  },
)

shipped('the fitted inverseTemperature undoes a factor of the logits', () => {
  const draw = random(11)
  const count = 4000
  const logits = new Float32Array(count * 10).map(() => 6 * draw())
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const powers = Array.from(logits.subarray(10 * i, 10 * i + 10), Math.exp)
    const drawn = draw() * powers.reduce((sum, power) => sum + power, 0)
    let sum = 0
    return powers.filter((power) => {
      sum += power
      return sum < drawn
    }).length
  })
  const inverseTemperature = fitSharpness(
    logits.map((logit) => logit / 2),
    labels,
  )
  assert.ok(Math.abs(inverseTemperature - 2) < 0.1, `${inverseTemperature}`)
})

shipped.run()
