/** Digits of other hands: the pen writes the same on every machine, as MNIST's digits lie on their 28×28; a graft adds and takes nothing away. */
import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coarseDigits } from '../../scripts/hands/coarse.js'
import { forms } from '../../scripts/hands/forms/index.js'
import { graft } from '../../scripts/hands/graft.js'
import { asRawDigits, collection, postalDigits } from '../../scripts/hands/other-sets.js'
import { write } from '../../scripts/hands/pen.js'
import { graftedDigits, heldOutPenDigits, penDigits } from '../../scripts/hands/sets.js'
import { cosine, sine } from '../../scripts/hands/strokes.js'
import { trainingDigits } from '../../scripts/train-classifier/mnist.js'
import { HANDS_SHA256 } from '../expected.js'

const hands = suite('other hands')
const sha256 = (...parts: Uint8Array[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')
const { images, labels } = await trainingDigits()
const mnist = { images: images.subarray(0, 2000 * 784), labels: labels.subarray(0, 2000) }

hands('five hundred hands and two thousand digits with grafts are the bytes they always were', () => {
  const pen = penDigits(500)
  const grafted = graftedDigits(mnist)
  assert.is(sha256(pen.images, pen.labels, grafted.images, grafted.labels), HANDS_SHA256)
})

hands('coarse digits keep label, place and size, and their ink to within a fifth', () => {
  const coarse = coarseDigits(mnist, 300)
  assert.equal(coarse.labels, mnist.labels.subarray(0, 300))
  assert.is(coarse.images.length, 300 * 784)
  let [mass, before] = [0, 0]
  for (let i = 0; i < 300; i++) {
    const pixels = coarse.images.subarray(784 * i, 784 * i + 784)
    const inked = [...pixels].flatMap((value, p) =>
      value > 127 ? [[p % 28, Math.floor(p / 28)] as const] : [],
    )
    for (const [x, y] of inked) assert.ok(x >= 3 && x < 25 && y >= 3 && y < 25, `${i}: ink at ${x}, ${y}`)
    const sides = ([0, 1] as const).map((axis) => inked.map((at) => at[axis]))
    const long = Math.max(...sides.map((at) => Math.max(...at) - Math.min(...at) + 1))
    assert.ok(long >= 16 && long <= 21, `${i}: ${long} pixels long`)
    mass += pixels.reduce((sum, value) => sum + value, 0)
    before += mnist.images.subarray(784 * i, 784 * i + 784).reduce((sum, value) => sum + value, 0)
  }
  assert.ok(Math.abs(mass / before - 1) < 0.2, `${mass / before} of the ink`)
})

hands('sine and cosine of turns are within 1e-7', () => {
  for (let turns = -2; turns <= 2; turns += 0.01) {
    assert.ok(Math.abs(sine(turns) - Math.sin(2 * Math.PI * turns)) < 1e-7)
    assert.ok(Math.abs(cosine(turns) - Math.cos(2 * Math.PI * turns)) < 1e-7)
  }
})

for (const [digit, its] of forms.entries())
  for (const form of Object.keys(its))
    hands(`${digit}, ${form}: inked as MNIST's are, every hand another`, () => {
      const seen = new Set<string>()
      for (let seed = 0; seed < 20; seed++) {
        const written = write(seed, digit, form)
        assert.equal([written.digit, written.form], [digit, form])
        const { pixels } = written
        seen.add(pixels.join())
        const mass = pixels.reduce((sum, value) => sum + value / 255, 0)
        assert.is(Math.max(...pixels), 255)
        assert.ok(mass > 15 && mass < 300, `${seed}: ${mass} pixels of ink`)
        const rows = [...pixels].flatMap((value, i) => (value > 100 ? [Math.floor(i / 28)] : []))
        const columns = [...pixels].flatMap((value, i) => (value > 100 ? [i % 28] : []))
        const [high, wide] = [rows, columns].map((at) => Math.max(...at) - Math.min(...at) + 1)
        const longer = Math.max(high!, wide!)
        assert.ok(longer >= 17 && longer <= 22, `${seed}: ${longer} pixels long`)
      }
      assert.is(seen.size, 20)
    })

hands('held-out hands are not in the training set', () => {
  const trained = penDigits(200)
  const held = heldOutPenDigits(200)
  const keys = new Set(
    Array.from({ length: 200 }, (_, i) => trained.images.subarray(784 * i, 784 * i + 784).join()),
  )
  for (let i = 0; i < 200; i++) assert.not(keys.has(held.images.subarray(784 * i, 784 * i + 784).join()))
})

hands('a graft adds ink, takes none away, and leaves its original as it was', () => {
  let grafted = 0
  for (let i = 0; i < 2000; i++) {
    const pixels = images.slice(784 * i, 784 * i + 784)
    const before = pixels.slice()
    const with_ = graft(pixels, labels[i]!, i)
    assert.equal(pixels, before)
    if (!with_) continue
    grafted++
    assert.ok([0, 1, 7].includes(labels[i]!))
    assert.ok(with_.every((value, k) => value >= before[k]!))
  }
  assert.ok(grafted > 300, `${grafted}`)
})

hands('a collection is brought to a longer side of 20 pixels in the middle of 28×28, its ink kept', () => {
  const side = 32
  const image = new Uint8Array(side * side)
  for (let y = 0; y < 30; y++) for (let x = 10; x < 16; x++) image[y * side + x] = 255
  const raw = asRawDigits({ name: 'a bar', side, images: [image], labels: Uint8Array.of(1) }).images
  const mass = raw.reduce((sum, value) => sum + value / 255, 0)
  assert.ok(Math.abs(mass - 20 * 4) < 1, `${mass}`)
  assert.equal([raw[4 * 28 + 13], raw[23 * 28 + 13], raw[3 * 28 + 13], raw[24 * 28 + 13]], [255, 255, 0, 0])
  assert.equal([raw[14 * 28 + 12], raw[14 * 28 + 15], raw[14 * 28 + 11], raw[14 * 28 + 16]], [255, 255, 0, 0])
})

hands('a missing collection is undefined', () => {
  assert.is(collection('/nowhere', 'semeion'), undefined)
  assert.is(postalDigits('/nowhere/zip.test.gz'), undefined)
})

hands.run()
