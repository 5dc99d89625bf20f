/** Drawings on their way to 16×16: any colours, size and place; and MNIST's own digits, drawn large, which must come back as they were. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawing, type Point } from '../../scripts/pictures/drawing.js'
import { findDigit } from '../../src/classifier/find.js'
import { prepareDigit } from '../../src/classifier/index.js'
import { type Picture, pixelsIn } from '../../src/classifier/picture.js'
import { Network, recipes, type StateDict, tensorNames } from '../../src/index.js'
import { classifierLoader } from '../../src/wasm/classifier.js'
import { readFixture } from '../support/fixtures.js'
import { refuses } from '../support/refusal.js'

const prepare = suite('prepare')

const seven: readonly Point[][] = [
  [
    [0, 0],
    [0.6, 0],
    [0.25, 1],
  ],
]
/** How many of 256 values differ by more than `by`. */
const differing = (a: Float32Array, b: Float32Array, by: number) =>
  a.reduce((count, value, i) => count + Number(Math.abs(value - b[i]) > by), 0)

const reference = drawing(seven, { size: 200, left: 60, top: 40, thickness: 22 })

prepare('a digit has its longer side at 20 of 28 pixels and its centre of mass in pixel 14', async () => {
  const module = classifierLoader.loadSync()
  assert.ok(findDigit(module, pixelsIn(reference), true))
  const bytes = module.digit
  const lines = (along: 'rows' | 'columns') =>
    Array.from({ length: 28 }, (_, i) => {
      let sum = 0
      for (let j = 0; j < 28; j++) sum += bytes[along === 'rows' ? i * 28 + j : j * 28 + i]
      return sum
    })
  const inked = (sums: number[]) => sums.filter((sum) => sum > 64).length
  const middle = (sums: number[]) =>
    sums.reduce((total, sum, i) => total + sum * i, 0) / sums.reduce((total, sum) => total + sum, 0)
  assert.ok(Math.abs(inked(lines('rows')) - 20) <= 1, `${inked(lines('rows'))} rows`)
  assert.ok(Math.abs(middle(lines('rows')) - 14) < 0.15, `row ${middle(lines('rows'))}`)
  assert.ok(Math.abs(middle(lines('columns')) - 14) < 0.15, `column ${middle(lines('columns'))}`)
  assert.is(Math.max(...bytes), 255)
})

prepare('the result is 256 values from −1 to 1', async () => {
  const pixels = prepareDigit(reference)!
  assert.is(pixels.length, 256)
  assert.is(Math.min(...pixels), -1)
  assert.ok(Math.max(...pixels) > 0.9 && Math.max(...pixels) <= 1)
})

const colours: Record<string, Parameters<typeof drawing>[1]> = {
  'white on black': { pen: [255, 255, 255, 255], paper: [0, 0, 0, 255] },
  'blue on yellow': { pen: [20, 40, 160, 255], paper: [250, 230, 120, 255] },
  'grey on white': { pen: [150, 150, 150, 255], paper: [255, 255, 255, 255] },
  'black on transparent': { pen: [0, 0, 0, 255], paper: [0, 0, 0, 0] },
  'white on transparent': { pen: [255, 255, 255, 255], paper: [0, 0, 0, 0] },
}
for (const [name, colour] of Object.entries(colours)) {
  prepare(`${name} is what black on white is`, async () => {
    const picture = drawing(seven, { ...colour, size: 200, left: 60, top: 40, thickness: 22 })
    assert.is(differing(prepareDigit(picture)!, prepareDigit(reference)!, 0.1), 0)
  })
}

prepare('size and place on the picture do not matter', async () => {
  const expected = prepareDigit(reference)!
  for (const [size, left, top, width, height] of [
    [200, 14, 60, 280, 280],
    [60, 220, 5, 320, 90],
    [400, 100, 100, 700, 640],
  ] as const) {
    const picture = drawing(seven, { size, left, top, width, height, thickness: 0.11 * size })
    const differ = differing(prepareDigit(picture)!, expected, 0.2)
    assert.ok(differ <= 5, `size ${size}: ${differ} pixels differ`)
  }
})

prepare('a picture on which nothing is drawn gives undefined', async () => {
  for (const paper of [
    [255, 255, 255, 255],
    [0, 0, 0, 255],
    [0, 0, 0, 0],
    [90, 120, 30, 255],
  ] as const) {
    assert.is(prepareDigit(drawing([], { paper })), undefined)
  }
  // grain of ±4 of 255
  const grainy = drawing([], { paper: [200, 200, 200, 255] })
  for (let i = 0; i < grainy.data.length; i++) grainy.data[i] += (i % 9) - 4
  assert.is(prepareDigit(grainy), undefined)
})

prepare('a single dot and a picture of one pixel are taken as they come', async () => {
  const dot = prepareDigit(drawing([[[0.5, 0.5]]], { thickness: 12 }))
  assert.ok(dot!.every((value) => value >= -1 && value <= 1))
  const speck = {
    data: Uint8Array.from([0, 0, 0, 0, 9, 9, 9, 255, 0, 0, 0, 0, 0, 0, 0, 0]),
    width: 2,
    height: 2,
  }
  assert.ok(prepareDigit(speck)!.every(Number.isFinite))
})

prepare('a picture whose bytes do not fit its sides is refused', async () => {
  for (const picture of [
    { data: new Uint8Array(8), width: 2, height: 2 },
    { data: new Uint8Array(0), width: 0, height: 0 },
    { data: new Uint8Array(16), width: -2, height: -2 },
    { width: 2, height: 2 } as unknown as Picture,
  ]) {
    await refuses(() => prepareDigit(picture), 'ERR_SHAPE', /^picture: /)
  }
})

prepare(
  'MNIST’s digits drawn eight times as large anywhere on a canvas are read as the originals are',
  async () => {
    const { raw, labels, x16 } = {
      raw: readFixture('preprocessing').tensor('raw', 'U8'),
      labels: readFixture('preprocessing').tensor('labels', 'U8'),
      x16: readFixture('preprocessing').tensor('x16', 'F32'),
    }
    const net = await Network.create(recipes.base)
    const trained = readFixture('trained_mnist1989_base')
    net.loadStateDict(
      Object.fromEntries(tensorNames.map((name) => [name, trained.tensor(name, 'F32')])) as StateDict,
    )
    let [missed, missedLarge, far] = [0, 0, 0]
    for (let n = 0; n < labels.length; n++) {
      const original = x16.slice(256 * n, 256 * (n + 1))
      const large = prepareDigit(enlarged(raw.subarray(784 * n, 784 * (n + 1)), 8, 7 * n, 5 * n))!
      missed += Number(answer(net, original) !== labels[n])
      missedLarge += Number(answer(net, large) !== labels[n])
      far += differing(large, original, 0.5) / labels.length
    }
    console.log(
      `  missed ${missed} originals and ${missedLarge} large; ${far.toFixed(1)} of 256 pixels far off`,
    )
    assert.ok(missedLarge <= missed + 1, `${missedLarge} missed, ${missed} of the originals`)
    assert.ok(far < 7, `${far} pixels far off`)
  },
)

function answer(net: Network, image: Float32Array): number {
  const outputs = net.predict(image)
  return outputs.indexOf(Math.max(...outputs))
}

/** A 28×28 digit in white on a black 400×400 picture, smoothly enlarged. */
function enlarged(raw: Uint8Array, times: number, left: number, top: number): Picture {
  const side = 400
  const data = new Uint8ClampedArray(4 * side * side)
  const at = (x: number, y: number) => (x < 0 || y < 0 || x > 27 || y > 27 ? 0 : raw[y * 28 + x])
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const u = (x + 0.5 - (left % 176)) / times - 0.5
      const v = (y + 0.5 - (top % 176)) / times - 0.5
      const [i, j] = [Math.floor(u), Math.floor(v)]
      const [a, b] = [u - i, v - j]
      const upper = (1 - a) * at(i, j) + a * at(i + 1, j)
      const lower = (1 - a) * at(i, j + 1) + a * at(i + 1, j + 1)
      const value = (1 - b) * upper + b * lower
      data.set([value, value, value, 255], 4 * (y * side + x))
    }
  }
  return { data, width: side, height: side }
}

prepare.run()
