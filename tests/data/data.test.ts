import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digits, mnistDigits, resize, subset, take } from '../../src/data/index.js'
import { wordsOf } from '../../src/data/mt19937.js'
import { recipes } from '../../src/model/recipes.js'
import { ReferenceNetwork } from '../../src/reference/network.js'
import { readFixture } from '../support/fixtures.js'
import { sameNumbers } from '../support/numbers.js'
import { refuses } from '../support/refusal.js'

const test = suite('data')

/** `count` raw images, each pixel telling where it is. */
const images = (count: number) => Uint8Array.from({ length: count * 784 }, (_, i) => (i * 7 + (i >> 8)) & 255)
const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 10)
const set = (count: number) =>
  digits(
    Float32Array.from({ length: count * 256 }, (_, i) => i / 1e6),
    labels(count),
  )

// ---- Digits

test('digits keeps what it is given', () => {
  const pixels = new Float32Array(512)
  const answers = Uint8Array.of(9, 0)
  const made = digits(pixels, answers)
  assert.is(made.length, 2)
  assert.is(made.images, pixels)
  assert.is(made.labels, answers)
})

test('digits refuses lengths that do not fit, no digits, and values that no network can read', async () => {
  await refuses(
    () => digits(new Float32Array(784), new Uint8Array(1)),
    'ERR_SHAPE',
    /784 pixels.*1 label.*256 \(16×16/,
  )
  await refuses(
    () => digits(new Float32Array(256), new Uint8Array(2)),
    'ERR_SHAPE',
    /256 pixels.*2 labels.*512/,
  )
  await refuses(() => digits(new Float32Array(0), new Uint8Array(0)), 'ERR_COUNT', /empty/)
  await refuses(() => digits(new Float32Array(512), Uint8Array.of(3, 10)), 'ERR_VALUE', /label 1 is 10/)
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const pixels = new Float32Array(768).fill(-1)
    pixels[259] = value
    await refuses(
      () => digits(pixels, new Uint8Array(3)),
      'ERR_VALUE',
      new RegExp(`pixel 3 of digit 1 is ${value}`),
    )
  }
  const untyped = digits as (images: unknown, labels: unknown) => unknown
  await refuses(() => untyped(Array(256).fill(0), new Uint8Array(1)), 'ERR_SHAPE', /Float32Array.*Array/)
  await refuses(() => untyped(new Float32Array(256), null), 'ERR_SHAPE', /Uint8Array.*null/)
})

test('take gives the first digits without copying', async () => {
  const all = set(5)
  const first = take(all, 2)
  assert.is(first.length, 2)
  assert.is(first.images.length, 512)
  assert.is(first.images.buffer, all.images.buffer)
  assert.equal(first.labels, Uint8Array.of(0, 1))
  assert.is(take(all, 5).length, 5)
  await refuses(() => take(all, 6), 'ERR_COUNT', /6 digits.*holds 5/)
  for (const count of [0, -1, 1.5, Number.NaN])
    await refuses(() => take(all, count), 'ERR_CONFIG', /whole number from 1/)
})

test('subset picks digits by index, in order, as often as asked', async () => {
  const all = set(5)
  const picked = subset(all, [4, 0, 4])
  assert.is(picked.length, 3)
  assert.equal(picked.labels, Uint8Array.of(4, 0, 4))
  sameNumbers(picked.images.subarray(256, 512), all.images.subarray(0, 256))
  sameNumbers(picked.images.subarray(512), all.images.subarray(1024))
  await refuses(() => subset(all, []), 'ERR_COUNT', /no index/)
  for (const index of [5, -1, 0.5]) {
    await refuses(() => subset(all, [0, index]), 'ERR_VALUE', new RegExp(`index 1 is ${index}`))
  }
})

// ---- MNIST

test('28×28 to 16×16 is PyTorch bilinear interpolation: max abs difference ≤ 2e-7', async () => {
  const golden = readFixture('preprocessing')
  const expected = golden.tensor('x16', 'F32')
  const shrunk = await resize(golden.tensor('raw', 'U8'))
  assert.is(shrunk.length, expected.length)
  const difference = shrunk.reduce((max, value, i) => Math.max(max, Math.abs(value - expected[i]!)), 0)
  console.log(`resize: max abs difference to PyTorch ${difference.toExponential(2)}`)
  assert.ok(difference <= 2e-7)
})

test('resize gives the bits of the scalar reference in float32: 512,000 pixels of noise', async () => {
  const network = await ReferenceNetwork.create(recipes.base, 32)
  const raw = new Uint8Array(2000 * 784)
  const nextWord = wordsOf(1)
  for (let i = 0; i < raw.length; i++) raw[i] = nextWord() >>> 24
  const shrunk = await resize(raw)
  for (let i = 0; i < 2000; i++) {
    network.raw.set(raw.subarray(784 * i, 784 * (i + 1)))
    network.operators.resize()
    sameNumbers(shrunk.subarray(256 * i, 256 * (i + 1)), network.view('image'))
  }
})

test('resize takes any number of images, and whole ones only', async () => {
  const many = images(600)
  const shrunk = await resize(many)
  assert.is(shrunk.length, 600 * 256)
  for (const at of [0, 255, 256, 599]) {
    const one = await resize(many.subarray(at * 784, (at + 1) * 784))
    sameNumbers(shrunk.subarray(at * 256, (at + 1) * 256), one)
  }
  assert.is((await resize(new Uint8Array(0))).length, 0)
  await refuses(
    () => resize(new Uint8Array(256)),
    'ERR_SHAPE',
    /256 bytes, expected whole images of 784 \(28×28\)/,
  )
})

const small = {
  train: { images: images(30), labels: labels(30) },
  test: { images: images(20), labels: labels(20) },
}

test('mnistDigits is deterministic, and its seed and order choose', async () => {
  const options = { train: 30, test: 20 }
  const [one, same, seeded, ordered] = await Promise.all([
    mnistDigits(small, options),
    mnistDigits(small, { ...options, seed: 1337, order: 'testFirst' }),
    mnistDigits(small, { ...options, seed: 1 }),
    mnistDigits(small, { ...options, order: 'trainFirst' }),
  ])
  assert.is(one.train.length, 30)
  assert.is(one.test.length, 20)
  assert.equal(one, same)
  assert.not.equal(one.test.labels, seeded.test.labels)
  assert.not.equal(one.test.labels, ordered.test.labels)
  assert.not.equal(one.train.labels, ordered.train.labels)
  // all are there, each with its own image
  const sorted = (labels: Uint8Array) => labels.slice().sort()
  assert.equal(sorted(one.train.labels), sorted(small.train.labels))
  const shrunk = await resize(small.train.images)
  for (let i = 0; i < 30; i++) {
    const image = one.train.images.subarray(i * 256, (i + 1) * 256)
    const from = Array.from({ length: 30 }, (_, j) => j).find((j) =>
      image.every((v, k) => v === shrunk[j * 256 + k]),
    )
    assert.is(small.train.labels[from!], one.train.labels[i])
  }
})

test('mnistDigits refuses wrong options and raw sets', async () => {
  const asked = (options: object) => () => mnistDigits(small, { train: 30, test: 20, ...options })
  await refuses(asked({ train: 31 }), 'ERR_COUNT', /train: 31 digits requested, the set holds 30/)
  await refuses(asked({ test: 2007 }), 'ERR_COUNT', /test: 2007 digits requested, the set holds 20/)
  for (const count of [0, -3, 2.5, Number.NaN, Infinity, '7']) {
    await refuses(asked({ train: count }), 'ERR_CONFIG', new RegExp(`train: count "?${count}`))
  }
  for (const seed of [-1, 0.5, 2 ** 32, Number.NaN, '1']) {
    await refuses(asked({ seed }), 'ERR_CONFIG', /seed: .* 0 to 4294967295/)
  }
  await refuses(asked({ order: 'random' }), 'ERR_CONFIG', /order: "random"/)
  await refuses(asked({ tset: 3 }), 'ERR_CONFIG', /unknown option "tset"/)
  const withTrain = (train: { images: Uint8Array; labels: Uint8Array }) => () =>
    mnistDigits({ ...small, train }, { train: 1, test: 1 })
  await refuses(
    withTrain({ images: new Uint8Array(256), labels: labels(1) }),
    'ERR_SHAPE',
    /train: 256 bytes.*784 \(28×28/,
  )
  await refuses(
    withTrain({ images: images(1), labels: Uint8Array.of(11) }),
    'ERR_VALUE',
    /train: label 0 is 11/,
  )
  await refuses(
    withTrain({ images: images(0), labels: labels(0) }),
    'ERR_COUNT',
    /1 digits requested, the set holds 0/,
  )
})

test.run()
