/** Numbers on pictures: what is read of them, where, how sure, and what is refused. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type InkString, inkString, type Kind } from '../../../scripts/read/strings.js'
import { holdOut, trainingDigits } from '../../../scripts/train-classifier/mnist.js'
import { DigitClassifier } from '../../../src/classifier/index.js'
import { DigitReader, type ReadResult } from '../../../src/classifier/read/index.js'
import type { ErrorCode } from '../../../src/index.js'
import { refuses } from '../../support/refusal.js'

const read = suite('read')
const reader = DigitReader.loadSync()
const { heldOut } = await holdOut(await trainingDigits())

/** A string as a picture: dark on light, in grey. */
const picture = ({ ink, width, height }: InkString) => ({ data: ink.map((v) => 255 - v), width, height })
const string = (kind: Kind, number: number) => inkString(heldOut, kind, 3, number)
const easy = Array.from({ length: 40 }, (_, number) => string('wide', number)).find(
  (one) => reader.read(picture(one)).text === one.text && one.text.length >= 4,
)!

/** Least shares of strings wholly right, of 60: three standard deviations below docs/read.md. */
const LEAST: Partial<Record<Kind, number>> = {
  wide: 0.88,
  normal: 0.87,
  overlap: 0.85,
  touching: 0.58,
  mixed: 0.75,
  ruled: 0.75,
  separators: 0.73,
  one: 0.93,
  columns: 0.72,
}
for (const [kind, least] of Object.entries(LEAST) as [Kind, number][])
  read(`strings of the kind "${kind}": at least ${Math.round(100 * least)}% of 60 wholly right`, () => {
    let right = 0
    for (let number = 0; number < 60; number++)
      right += Number(reader.read(picture(string(kind, number))).text === string(kind, number).text)
    console.log(`  ${right} of 60`)
    assert.ok(right >= least * 60)
  })

read('text, lines and digits say the same; boxes lie within the picture, from left to right', () => {
  for (let number = 0; number < 20; number++) {
    const { ink, width, height } = string('columns', number)
    const { text, lines, digits, confidence } = reader.read(picture(string('columns', number)))
    assert.is(lines.join('\n'), text)
    assert.is(digits.map(({ digit }) => digit).join(''), lines.join(''))
    assert.ok(confidence >= 0 && confidence <= 1 + 1e-9)
    for (const [i, { box, line, confidence: own }] of digits.entries()) {
      assert.ok(own > 0 && own <= 1 + 1e-6)
      assert.ok(box.width > 0 && box.height > 0)
      assert.ok(
        box.x >= -3 && box.y >= -3 && box.x + box.width <= width + 3 && box.y + box.height <= height + 3,
      )
      const before = digits[i - 1]
      if (before)
        assert.ok(line === before.line + 1 || (line === before.line && box.x + box.width / 2 > before.box.x))
    }
    void ink
  }
})

read('colours, transparent paper, light on dark and larger pictures are read the same', () => {
  const { ink, width, height, text } = easy
  const rgba = (colour: (v: number) => readonly [number, number, number, number]) => ({
    data: Uint8ClampedArray.from([...ink].flatMap((v) => [...colour(v / 255)])),
    width,
    height,
  })
  const mix = (a: readonly number[], b: readonly number[], v: number) =>
    a.map((from, i) => from + (b[i]! - from) * v)
  assert.is(reader.read(rgba((v) => [...mix([250, 240, 220], [20, 40, 140], v), 255] as never)).text, text)
  assert.is(reader.read(rgba((v) => [...mix([20, 20, 30], [240, 240, 240], v), 255] as never)).text, text)
  assert.is(reader.read(rgba((v) => [0, 0, 0, 255 * v])).text, text)
  const thrice = { data: new Uint8Array(9 * width * height), width: 3 * width, height: 3 * height }
  for (let p = 0; p < thrice.data.length; p++)
    thrice.data[p] = 255 - ink[Math.floor(p / thrice.width / 3) * width + Math.floor((p % thrice.width) / 3)]!
  assert.is(reader.read(thrice).text, text)
})

read('an empty page and pictures that are not digits are rejected with the reason', () => {
  const page = (ink: (x: number, y: number) => number) => ({
    data: Uint8Array.from({ length: 200 * 100 }, (_, p) => 255 - ink(p % 200, Math.floor(p / 200))),
    width: 200,
    height: 100,
  })
  const reasons = (result: ReadResult) => [result.rejected, result.reason, result.text, result.digits.length]
  assert.equal(reasons(reader.read(page(() => 0))), [true, 'empty', '', 0])
  const dashes = reader.read(page((x, y) => Number(y > 48 && y < 53 && x % 50 < 25) * 255))
  assert.is(dashes.rejected, true)
  assert.is(dashes.text, '')
})

read('maxError and minConfidence reject what is less sure, and change nothing else', () => {
  for (let number = 0; number < 20; number++) {
    const one = picture(string('touching', number))
    const plain = reader.read(one)
    const strict = reader.read(one, { maxError: 0.01 })
    assert.equal(
      { ...strict, rejected: false, reason: undefined },
      { ...plain, rejected: false, reason: undefined },
    )
    assert.is(reader.read(one, { minConfidence: 1 }).rejected, plain.confidence < 1)
    assert.is(plain.rejected, plain.digits.length === 0)
  }
})

read('one digit is classified as DigitClassifier does it, bit for bit', () => {
  const classifier = DigitClassifier.loadSync()
  for (let n = 0; n < 20; n++) {
    const raw = heldOut.images.slice(n * 784, (n + 1) * 784)
    assert.equal(reader.classify(raw), classifier.classify(raw))
  }
  reader.read(picture(easy))
  const raw = heldOut.images.slice(0, 784)
  assert.equal(reader.classify(raw), classifier.classify(raw))
})

read('results are copies, and reading leaves no trace', () => {
  const first = reader.read(picture(easy))
  const kept = structuredClone(first)
  reader.read(picture(string('touching', 1)))
  assert.equal(first, kept)
  assert.equal(reader.read(picture(easy)), kept)
})

read('the module may come from elsewhere', async () => {
  const bytes = readFileSync(new URL('../../../dist/read.wasm', import.meta.url))
  for (const wasm of [bytes, new WebAssembly.Module(bytes)])
    assert.equal((await DigitReader.load({ wasm })).read(picture(easy)), reader.read(picture(easy)))
  const other = readFileSync(new URL('../../../dist/classifier.wasm', import.meta.url))
  await refuses(() => DigitReader.load({ wasm: other }), 'ERR_WASM', /expected read\.wasm/)
})

const refusals: [string, () => unknown, ErrorCode, RegExp][] = [
  ['784 bytes', () => reader.read(new Uint8Array(784) as never), 'ERR_SHAPE', /784|expected/],
  ['no picture', () => reader.read(7 as never), 'ERR_SHAPE', /expected ImageData/],
  [
    'too few bytes',
    () => reader.read({ data: new Uint8Array(5), width: 2, height: 2 }),
    'ERR_SHAPE',
    /5 bytes/,
  ],
  ['sides of 0', () => reader.read({ data: new Uint8Array(0), width: 0, height: 2 }), 'ERR_SHAPE', /0×2/],
  [
    'another option',
    () => reader.read(picture(easy), { maxErrors: 0.1 } as never),
    'ERR_CONFIG',
    /maxErrors/,
  ],
  [
    'maxError too small',
    () => reader.read(picture(easy), { maxError: 1e-9 }),
    'ERR_CONFIG',
    /maxError is 1e-9/,
  ],
  [
    'maxError NaN',
    () => reader.read(picture(easy), { maxError: Number.NaN }),
    'ERR_CONFIG',
    /maxError is NaN/,
  ],
  [
    'minConfidence of 2',
    () => reader.read(picture(easy), { minConfidence: 2 }),
    'ERR_CONFIG',
    /minConfidence is 2/,
  ],
  [
    'both',
    () => reader.read(picture(easy), { maxError: 0.01, minConfidence: 0.5 }),
    'ERR_CONFIG',
    /one of them/,
  ],
]
for (const [what, act, code, message] of refusals)
  read(`refused: ${what}`, async () => {
    await refuses(async () => act(), code, message)
  })

read.run()
