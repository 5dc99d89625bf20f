/** The shipped reader: the same answers as the network whose weights it carries, every kind of input, and every refusal. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DIGITS } from '../../scripts/pictures/digits.js'
import { drawing } from '../../scripts/pictures/drawing.js'
import { trainingDigits } from '../../scripts/train-classifier/mnist.js'
import { logitsOf, normalised } from '../../scripts/train-classifier/reading.js'
import { recipe } from '../../scripts/train-classifier/recipe.js'
import { DigitClassifier, type DigitInput } from '../../src/classifier/index.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { type ErrorCode, Network } from '../../src/index.js'
import { loadMnist } from '../../src/node/index.js'
import { classifierLoader } from '../../src/wasm/classifier.js'
import { refuses } from '../support/refusal.js'

const classifier = suite('classifier')

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url))
const wasm = () => file('dist/classifier.wasm')
const reader = DigitClassifier.loadSync()
const seven = drawing(DIGITS[7]![0]!, { size: 180 })
const sample = await loadMnist({ train: 2000, test: 1, seed: 1337 })
const image = (n: number) => sample.train.images.slice(n * 256, (n + 1) * 256)

classifier('its logits are those of the packed weights in Network, to 1e-3 of the largest', async () => {
  const network = await Network.load(file('classifier/digits-packed.safetensors'))
  const expected = network.predict(sample.train.images)
  const largest = expected.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0)
  const { image: pixels, logits, read } = classifierLoader.loadSync()
  let difference = 0
  for (let n = 0; n < sample.train.length; n++) {
    pixels.set(image(n))
    read(1)
    logits.forEach((logit, k) => {
      difference = Math.max(difference, Math.abs(logit - expected[n * 10 + k]!))
    })
  }
  console.log(`  largest logit ${largest.toFixed(1)}, largest difference ${difference.toExponential(1)}`)
  assert.ok(difference < 1e-3 * largest)
})

classifier('scores add up to 1, confidence is the highest, and digit is where it stands', () => {
  for (let n = 0; n < 50; n++) {
    const { digit, confidence, scores, rejected, input } = reader.classify(image(n))
    assert.ok(Math.abs(scores.reduce((sum, score) => sum + score, 0) - 1) < 1e-6)
    assert.is(confidence, Math.max(...scores))
    assert.is(scores[digit!], confidence)
    assert.is(rejected, false)
    assert.equal(input, image(n))
  }
})

classifier('results are copies: reading on does not change them', () => {
  const first = reader.classify(image(0))
  const kept = { ...first, scores: first.scores.slice(), input: first.input.slice() }
  reader.classify(image(1))
  assert.equal(first, kept)
})

const raw = await trainingDigits()
const digits = { images: raw.images.subarray(0, 300 * 784), labels: raw.labels.subarray(0, 300) }
const bytes = (n: number) => digits.images.slice(784 * n, 784 * (n + 1))

classifier('28×28 bytes are seen as in training, to the bits, whatever the views', async () => {
  const expected = await normalised(digits)
  for (let n = 0; n < 300; n++)
    for (const given of [bytes(n), new Uint8ClampedArray(bytes(n))])
      for (const views of [1, 4] as const)
        assert.equal(reader.classify(given, { views }).input, expected.slice(256 * n, 256 * (n + 1)))
})

classifier(
  'the logits of views are averaged: to 1e-3 of the largest of the packed weights in training',
  async () => {
    const { state } = decodeSafetensors(file('classifier/digits-packed.safetensors'))
    const { digit, logits, readDigit } = classifierLoader.loadSync()
    for (const views of [1, 2, 4] as const) {
      const expected = await logitsOf(state, digits, recipe, views)
      const largest = expected.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0)
      let difference = 0
      for (let n = 0; n < 300; n++) {
        digit.set(bytes(n))
        readDigit(views, 1)
        logits.forEach((logit, k) => {
          difference = Math.max(difference, Math.abs(logit - expected[n * 10 + k]!))
        })
      }
      console.log(
        `  ${views} views: largest difference ${difference.toExponential(1)} of ${largest.toFixed(1)}`,
      )
      assert.ok(difference < 1e-3 * largest)
    }
  },
)

classifier('views: 4 where none are asked for, and of no effect on 256 floats', () => {
  const four = reader.classify(bytes(0), { views: 4 })
  assert.equal(reader.classify(bytes(0)), four)
  assert.not.equal(reader.classify(bytes(0), { views: 1 }).scores, four.scores)
  assert.not.equal(reader.classify(bytes(0), { views: 2 }).scores, four.scores)
  assert.equal(reader.classify(image(0), { views: 4 }), reader.classify(image(0), { views: 1 }))
})

/** Of the 300 digits, how many are misread after `change`. */
const missesOf = (change: (digit: Uint8Array) => Uint8Array): number =>
  Array.from(digits.labels).filter((label, n) => reader.classify(change(bytes(n))).digit !== label).length
/** A digit moved by whole pixels; what leaves the 28×28 is lost. */
const moved = (dx: number, dy: number) => (digit: Uint8Array) =>
  digit.map((_, i) => {
    const [x, y] = [(i % 28) - dx, Math.floor(i / 28) - dy]
    return x < 0 || y < 0 || x > 27 || y > 27 ? 0 : digit[28 * y + x]!
  })
/** A digit at two thirds of its size, each pixel the mean of what it covers. */
const smaller = (digit: Uint8Array) =>
  digit.map((_, i) => {
    const [x, y] = [(i % 28) - 4.5, Math.floor(i / 28) - 4.5]
    let sum = 0
    for (let k = 0; k < 9; k++) {
      const [sx, sy] = [Math.floor(1.5 * x + (k % 3) / 2), Math.floor(1.5 * y + Math.floor(k / 3) / 2)]
      sum += sx < 0 || sy < 0 || sx > 27 || sy > 27 ? 0 : digit[28 * sy + sx]!
    }
    return Math.round(sum / 9)
  })
const others: Readonly<Record<string, readonly [most: number, change: (digit: Uint8Array) => Uint8Array]>> = {
  'moved by (3, 2)': [3, moved(3, 2)],
  'moved by (−4, 3)': [3, moved(-4, 3)],
  // thin strokes do not survive it
  'two thirds of the size': [8, smaller],
  'dark on light': [3, (digit) => digit.map((value) => 255 - value)],
  'on grey': [3, (digit) => digit.map((value) => 200 - Math.round(value / 2))],
}
for (const [what, [most, change]] of Object.entries(others))
  classifier(`28×28 bytes, ${what}: at most ${most} more of 300 are misread`, () => {
    const [misses, before] = [missesOf(change), missesOf((digit) => digit)]
    console.log(`  ${misses}, ${before} as they are`)
    assert.ok(misses <= before + most)
  })

classifier('one, three and four bytes a pixel, at any place in memory, give the same', () => {
  const grey = seven.data.filter((_, i) => i % 4 === 0)
  const rgb = seven.data.filter((_, i) => i % 4 !== 3)
  const shifted = new Uint8Array(seven.data.length + 1)
  shifted.set(seven.data, 1)
  const expected = reader.classify(seven)
  assert.is(expected.digit, 7)
  for (const data of [grey, rgb, new Uint8Array(seven.data), shifted.subarray(1)])
    assert.equal(reader.classify({ ...seven, data }), expected)
})

classifier('a batch is one after the other', () => {
  const inputs: DigitInput[] = [image(0), seven, new Uint8Array(784), image(3)]
  assert.equal(
    reader.classifyBatch(inputs, { maxError: 0.001 }),
    inputs.map((input) => reader.classify(input, { maxError: 0.001 })),
  )
  assert.equal(reader.classifyBatch(new Set<DigitInput>()), [])
})

classifier('an empty drawing has no digit', () => {
  const blank = (value: number, opacity = 255) => {
    const data = new Uint8ClampedArray(4 * 100).map((_, i) => (i % 4 === 3 ? opacity : value))
    return { data, width: 10, height: 10 }
  }
  for (const input of [
    blank(0),
    blank(255),
    blank(90),
    blank(0, 0),
    new Uint8Array(784),
    new Float32Array(256).fill(-1),
  ]) {
    const { digit, confidence, scores, rejected, input: seen } = reader.classify(input)
    assert.equal([digit, confidence, rejected], [null, 0, true])
    assert.equal(scores, new Float32Array(10))
    assert.equal(seen, new Float32Array(256).fill(-1))
  }
})

const nothing = undefined as unknown as DigitInput
const refused: [string, unknown, ErrorCode, RegExp][] = [
  ['nothing', nothing, 'ERR_SHAPE', /undefined/],
  ['null', null, 'ERR_SHAPE', /null/],
  ['a string', 'seven', 'ERR_SHAPE', /string/],
  ['an array', new Array(256).fill(0), 'ERR_SHAPE', /Array/],
  ['other floats', new Float64Array(256), 'ERR_SHAPE', /Float64Array/],
  ['too few floats', new Float32Array(255), 'ERR_SHAPE', /255 floats/],
  ['NaN', new Float32Array(256).fill(Number.NaN), 'ERR_VALUE', /pixel 0 is NaN/],
  ['0 … 255 as floats', new Float32Array(256).fill(200), 'ERR_VALUE', /pixel 0 is 200/],
  ['too few bytes', new Uint8Array(783), 'ERR_SHAPE', /783 bytes/],
  ['two bytes a pixel', { data: new Uint8Array(8), width: 2, height: 2 }, 'ERR_SHAPE', /8 bytes for 2×2/],
  ['no pixel', { data: new Uint8Array(0), width: 0, height: 0 }, 'ERR_SHAPE', /0×0/],
  ['half a pixel', { data: new Uint8Array(6), width: 1.5, height: 1 }, 'ERR_SHAPE', /1\.5×1/],
  [
    'a huge picture',
    { data: new Uint8Array(4), width: 1 << 20, height: 1 << 20 },
    'ERR_SHAPE',
    /1048576×1048576/,
  ],
  ['a picture of floats', { data: new Float32Array(16), width: 2, height: 2 }, 'ERR_SHAPE', /Float32Array/],
  ['a closed bitmap', { width: 0, height: 0, close() {} }, 'ERR_SHAPE', /bitmap: 0×0/],
  ['a bitmap where there is no canvas', { width: 2, height: 2, close() {} }, 'ERR_VALUE', /no canvas/],
]
for (const [what, input, code, says] of refused) {
  classifier(`${what} is refused by ${code}`, () =>
    refuses(() => reader.classify(input as DigitInput), code, says).then(() => {}),
  )
}

classifier('a canvas whose pixels are secret, and one that has no 2d context', async () => {
  const canvas = (getContext: () => unknown) => ({ width: 2, height: 2, getContext })
  const secret = () => {
    throw new DOMException('tainted', 'SecurityError')
  }
  await refuses(() => reader.classify(canvas(() => ({ getImageData: secret }))), 'ERR_VALUE', /another site/)
  await refuses(() => reader.classify(canvas(() => null)), 'ERR_VALUE', /no canvas/)
})

classifier('invalid options are refused', async () => {
  const options: [unknown, RegExp][] = [
    [{ maxErr: 0.1 }, /unknown option "maxErr"/],
    [{ maxError: 0 }, /maxError is 0, expected a number from 0\.0005/],
    [{ maxError: 1 }, /maxError is 1/],
    [{ maxError: Number.NaN }, /maxError is NaN/],
    [{ maxError: 0.01, thresholds: { t1: 0, t2: 1, t3: 0 } }, /one of them/],
    [{ thresholds: { t1: 0, t2: 2, t3: 0 } }, /thresholds\.t2 is 2/],
    [{ thresholds: null }, /thresholds\.t1/],
    [{ thresholds: { t1: 0.5 } }, /thresholds\.t2 is undefined/],
    [{ views: 3 }, /views is 3, expected 1, 2 or 4/],
    [{ views: '4' }, /views is "4"/],
  ]
  for (const [given, says] of options)
    await refuses(() => reader.classify(seven, given as object), 'ERR_CONFIG', says)
  await refuses(() => DigitClassifier.loadSync({ was: 1 } as object), 'ERR_CONFIG', /unknown option "was"/)
})

classifier('thresholds reject by the rule of 1989', () => {
  const { scores, confidence } = reader.classify(image(0))
  const second = [...scores].sort((a, b) => b - a)[1]!
  const rejected = (t1: number, t2: number, t3: number) =>
    reader.classify(image(0), { thresholds: { t1, t2, t3 } }).rejected
  assert.is(rejected(0, 1, 0), false)
  assert.is(rejected(confidence, 1, 0), true)
  assert.is(rejected(0, second, 0), true)
  assert.is(
    rejected(0, 1, Math.fround(confidence - second)),
    confidence - second <= Math.fround(confidence - second),
  )
  assert.is(rejected(0, 1, 1), true)
})

classifier(
  'the module may come from elsewhere, compiled or as bytes, and another one is refused',
  async () => {
    const expected = reader.classify(seven)
    for (const given of [wasm(), new WebAssembly.Module(wasm())]) {
      assert.equal((await DigitClassifier.load({ wasm: given })).classify(seven), expected)
      assert.equal(DigitClassifier.loadSync({ wasm: given }).classify(seven), expected)
    }
    await refuses(
      () => DigitClassifier.load({ wasm: file('dist/lenet1989.wasm') }),
      'ERR_WASM',
      /expected classifier.wasm/,
    )
    await refuses(
      () => DigitClassifier.loadSync({ wasm: new Uint8Array(8) }),
      'ERR_WASM',
      /could not be compiled/,
    )
  },
)

classifier.run()
