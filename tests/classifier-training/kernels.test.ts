/** The kernels of the classifier's training, each against its plain reference in float64 or numbers published by its inventors. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadClassifierModule } from '../../scripts/train-classifier/module.js'
import { IMAGE_PIXELS, RAW_PIXELS } from '../../src/model/shape.js'
import { globalValue } from '../../src/wasm/index.js'

const kernels = suite('kernels of the classifier')

/** What only tests call, `assembly/classifier-training/operators.ts`. */
interface Operators {
  readonly DRAWN: WebAssembly.Global
  philox(to: number, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void
  drawDistortion(seed: number, pass: number, digit: number): void
  readonly MAP: WebAssembly.Global
  clearMoments(): void
  addBlock(ink: number, stride: number, width: number, height: number): void
  momentMap(unit: number): number
  openDigit(raw: number): void
  sampleDigit(image: number, viewU: number, viewW: number): void
  momentMap64(ink: number, width: number, height: number, unit: number, map: number): number
  sampleByMap64(
    ink: number,
    width: number,
    height: number,
    map: number,
    viewU: number,
    viewW: number,
    y: number,
  ): void
  enlist(at: number, base: number, length: number, first: number, count: number): number
  distort64(
    raw: number,
    map: number,
    words: number,
    rotation: number,
    scale: number,
    shear: number,
    shift: number,
    elastic: number,
    thickness: number,
    y: number,
  ): void
  average(averages: number, share: number): void
  average64(averages: number, weights: number, count: number, decay: number): void
  shuffle(seed: number, pass: number, count: number): void
  noneLoss(y: number, label: number, d: number, scale: number): number
}

const module = await loadClassifierModule()
const { exports } = module
const { buffer } = exports.memory
const operators = exports as unknown as Operators
const scratch = globalValue(exports, 'SCRATCH')
const bytes = (at: number, length: number) => new Uint8Array(buffer, at, length)
const words = (at: number, length: number) => new Uint32Array(buffer, at, length)
const floats = (at: number, length: number) => new Float32Array(buffer, at, length)
const doubles = (at: number, length: number) => new Float64Array(buffer, at, length)

/** Uniform in [0, 1), the same in every run (Numerical Recipes' generator). */
let word = 1989
const random = (): number => {
  word = (Math.imul(word, 1664525) + 1013904223) >>> 0
  return word / 2 ** 32
}
const greatest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  assert.is(a.length, b.length)
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!))
  return most
}
function within(what: string, difference: number, allowed: number): void {
  console.log(`  ${what}: ${difference.toExponential(2)}, allowed ${allowed.toExponential(0)}`)
  assert.ok(difference <= allowed, `${what}: differs by ${difference}, more than ${allowed}`)
}

kernels('philox gives the words of Random123, its known answers', () => {
  const answers: readonly (readonly [counter: number[], key: number[], words: number[]])[] = [
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ]
  for (const [[c0, c1, c2, c3], [k0, k1], expected] of answers) {
    operators.philox(scratch, c0!, c1!, c2!, c3!, k0!, k1!)
    assert.equal([...words(scratch, 4)], expected)
  }
})

/** A digit with ink everywhere, up to its edges, so that every border counts. */
const raw = Uint8Array.from({ length: RAW_PIXELS }, () => Math.floor(random() * 256))

/** Rotation in degrees, scale, shear, shift, elastic, thickness. */
type Strengths = readonly [number, number, number, number, number, number]

/** A digit distorted by the kernel and by its reference, whose strengths are those of the kernel times `strength`. */
function bothDistorted(digit: number, strengths: Strengths, strength: number) {
  const [degrees, ...rest] = strengths
  const rotation = (degrees / 180) * Math.PI
  module.raw.set(raw)
  exports.configureDistortion(rotation, ...rest)
  exports.distortRaw(1, 7, 3, digit, strength)
  const fast = module.images.slice(0, IMAGE_PIXELS)
  bytes(scratch, RAW_PIXELS).set(raw)
  operators.drawDistortion(7, 3, digit)
  const [scale, shear, shift, elastic, thickness] = rest.map((value) => value * strength) as [
    number,
    number,
    number,
    number,
    number,
  ]
  const map = scratch + 1024
  const to = scratch + 2048
  const drawn = operators.DRAWN.value as number
  operators.momentMap64(scratch, 28, 28, 1, map)
  operators.distort64(scratch, map, drawn, rotation * strength, scale, shear, shift, elastic, thickness, to)
  return { fast, plain: doubles(to, IMAGE_PIXELS).slice() }
}

const strengths: Readonly<Record<string, Strengths>> = {
  'as it trains': [8, 0.08, 0.08, 1, 1.6, 1],
  'rotation alone': [57, 0, 0, 0, 0, 0],
  'scale alone': [0, 0.5, 0, 0, 0, 0],
  'shear alone': [0, 0, 0.5, 0, 0, 0],
  'shift alone': [0, 0, 0, 9, 0, 0],
  'elastic alone': [0, 0, 0, 0, 4, 0],
  'thickness alone': [0, 0, 0, 0, 0, 1],
  'far beyond the edges': [57, 0.9, 0.9, 40, 20, 1],
}
for (const [what, strong] of Object.entries(strengths)) {
  kernels(`distortion, ${what}: within 3e-4 of the float64 reference`, () => {
    let most = 0
    for (let digit = 0; digit < 100; digit++)
      for (const strength of [1, 0.35]) {
        const { fast, plain } = bothDistorted(digit, strong, strength)
        most = Math.max(most, greatest(fast, plain))
      }
    within(what, most, 3e-4)
  })
}

kernels(
  'a distortion of strength 0 is what the classifier sees to 4e-7, with a background of exactly -1',
  () => {
    const digit = raw.map((value, i) => (i % 28 < 9 || i % 28 > 18 ? 0 : value))
    module.raw.set(digit)
    exports.normaliseRaw(1, 0, 1)
    const normalised = module.images.slice(0, IMAGE_PIXELS)
    exports.configureDistortion(0.2, 0.1, 0.1, 1, 1, 1)
    exports.distortRaw(1, 1, 0, 0, 0)
    const distorted = module.images.slice(0, IMAGE_PIXELS)
    within('strength 0', greatest(distorted, normalised), 4e-7)
    assert.equal(
      [...distorted].map((x) => x === -1),
      [...normalised].map((x) => x === -1),
    )
    assert.ok(normalised.some((x) => x === -1))
  },
)

kernels('moved out of sight, nothing is left but background', () => {
  module.raw.set(new Uint8Array(RAW_PIXELS).fill(255))
  exports.configureDistortion(0, 0, 0, 1000, 0, 1)
  exports.distortRaw(1, 5, 0, 0, 1)
  assert.ok(module.images.subarray(0, IMAGE_PIXELS).every((x) => x === -1))
})

kernels('a distortion depends on seed, pass and digit, and on nothing that went before', () => {
  const once = (seed: number, pass: number, digit: number): string => {
    module.raw.set(raw)
    exports.configureDistortion(0.2, 0.1, 0.1, 1, 1, 1)
    exports.distortRaw(1, seed, pass, digit, 1)
    return module.images.subarray(0, IMAGE_PIXELS).join()
  }
  const all = [once(1, 0, 0), once(2, 0, 0), once(1, 1, 0), once(1, 0, 1)]
  assert.is(new Set(all).size, 4)
  assert.is(once(1, 0, 0), all[0])
})

kernels('the control points have mean 0 and the deviation asked for, the other numbers fill [-1, 1)', () => {
  const sums = { control: 0, squares: 0, lowest: 1, highest: -1 }
  const digits = 2000
  for (let digit = 0; digit < digits; digit++) {
    operators.drawDistortion(1, 0, digit)
    const drawn = words(operators.DRAWN.value as number, 108)
    for (const value of drawn.subarray(0, 98)) {
      const bell =
        ((value & 255) + ((value >> 8) & 255) + ((value >> 16) & 255) + (value >>> 24) - 510) / 147.80087
      sums.control += bell
      sums.squares += bell * bell
    }
    for (const value of drawn.subarray(100, 107)) {
      const uniform = (value | 0) / 2 ** 31
      sums.lowest = Math.min(sums.lowest, uniform)
      sums.highest = Math.max(sums.highest, uniform)
    }
  }
  const count = 98 * digits
  // five standard errors of a mean and of a variance
  within('mean', Math.abs(sums.control / count), 5 / Math.sqrt(count))
  within('variance', Math.abs(sums.squares / count - 1), 5 * Math.sqrt(2 / count))
  assert.ok(sums.lowest < -0.999 && sums.highest > 0.999)
})

kernels('a shuffle is a permutation, another for each pass and seed, and leaves no place to chance', () => {
  const shuffled = (seed: number, pass: number, count: number) => {
    operators.enlist(0, 0, count, 0, count)
    operators.shuffle(seed, pass, count)
    return words(globalValue(exports, 'ORDER'), count).slice()
  }
  const first = shuffled(1, 0, 1001)
  assert.equal(
    [...first].sort((a, b) => a - b),
    [...first.keys()],
  )
  assert.not.equal(first, shuffled(1, 1, 1001))
  assert.not.equal(first, shuffled(2, 0, 1001))
  assert.equal(first, shuffled(1, 0, 1001))
  // where digit 0 of ten comes to lie: 4,000 times a place each, within five standard deviations
  const places = new Array<number>(10).fill(0)
  for (let pass = 0; pass < 40_000; pass++) places[shuffled(3, pass, 10).indexOf(0)]!++
  assert.ok(
    places.every((count) => Math.abs(count - 4000) < 5 * 60),
    places.join(' '),
  )
})

kernels('a pass takes all of its first list and goes round a pool', () => {
  const order = words(globalValue(exports, 'ORDER'), 8)
  assert.is(operators.enlist(0, 0, 3, 0, 3), 3)
  assert.is(operators.enlist(3, 3, 4, 2, 3), 6)
  assert.equal([...order.subarray(0, 6)], [0, 1, 2, 5, 6, 3])
})

/** Pictures whose map is to be found: their size, unit, and bytes. */
const pictures: Readonly<
  Record<string, readonly [number, number, number, (x: number, y: number) => number]>
> = {
  noise: [28, 28, 1, () => random() * 256],
  'noise of another size': [31, 47, 1.5, () => random() * 256],
  'a large one': [448, 200, 20, (x, y) => (Math.abs(x - 0.3 * y - 150) < 30 ? 255 : 0)],
  'an upright stroke': [28, 28, 1, (x) => (x === 13 ? 255 : 0)],
  'a level stroke': [28, 28, 1, (_, y) => (y === 20 ? 255 : 0)],
  'a slash': [28, 28, 1, (x, y) => (x + y === 27 ? 200 : 0)],
  'one pixel': [28, 28, 1, (x, y) => (x === 27 && y === 0 ? 1 : 0)],
  'every pixel': [28, 28, 1, () => 255],
}
for (const [what, [width, height, unit, ink]] of Object.entries(pictures)) {
  kernels(`moments of ${what}: the map within 1e-6 of the float64 reference`, () => {
    const at = module.digits.byteOffset
    const picture = bytes(at, width * height)
    for (let i = 0; i < picture.length; i++) picture[i] = ink(i % width, Math.floor(i / width))
    operators.clearMoments()
    operators.addBlock(at, width, width, height)
    assert.ok(operators.momentMap(unit))
    assert.ok(operators.momentMap64(at, width, height, unit, scratch))
    const map = floats(operators.MAP.value as number, 5)
    const expected = doubles(scratch, 5)
    const off = Array.from(expected, (value, i) => Math.abs(map[i]! - value) / Math.max(Math.abs(value), 1))
    within(what, Math.max(...off), 1e-6)
  })
}

kernels('moments of rows that are part of a wider picture; an empty picture has no map', () => {
  const [at, stride] = [module.digits.byteOffset, 40]
  const picture = bytes(at, stride * 30).fill(0)
  operators.clearMoments()
  operators.addBlock(at, stride, 21, 30)
  assert.not(operators.momentMap(1))
  for (let i = 0; i < picture.length; i++) picture[i] = random() * 256
  const part = bytes(scratch, 21 * 30)
  for (let i = 0; i < part.length; i++) part[i] = picture[Math.floor(i / 21) * stride + (i % 21)]!
  operators.addBlock(at, stride, 21, 30)
  operators.momentMap(1)
  operators.momentMap64(scratch, 21, 30, 1, scratch + 2048)
  within('part', greatest(floats(operators.MAP.value as number, 5), doubles(scratch + 2048, 5)), 2e-6)
})

for (const [view, views, viewU, viewW] of [
  [0, 1, 0, 0],
  [0, 2, -0.5, -0.5],
  [1, 2, 0.5, 0.5],
  [1, 4, 0.5, -0.5],
  [2, 4, -0.5, 0.5],
] as const) {
  kernels(`28×28 to 16×16 by moments, view ${view} of ${views}: within 1e-4 of the float64 reference`, () => {
    let most = 0
    for (let n = 0; n < 50; n++) {
      // ink in a part of the digit only, of any size and place
      const [left, top, size] = [random() * 20, random() * 20, 2 + random() * 26]
      for (let i = 0; i < RAW_PIXELS; i++) {
        const inside = Math.abs((i % 28) - left) < size && Math.abs(Math.floor(i / 28) - top) < size / 2
        module.raw[i] = inside ? random() * 256 : 0
      }
      bytes(scratch, RAW_PIXELS).set(module.raw.subarray(0, RAW_PIXELS))
      exports.normaliseRaw(1, view, views)
      operators.momentMap64(scratch, 28, 28, 1, scratch + 1024)
      operators.sampleByMap64(scratch, 28, 28, scratch + 1024, viewU, viewW, scratch + 2048)
      most = Math.max(most, greatest(module.images.subarray(0, IMAGE_PIXELS), doubles(scratch + 2048, 256)))
    }
    within('sample', most, 1e-4)
  })
}

kernels('the average of the weights: within 1e-7 of the float64 reference', () => {
  const count = module.parameters.length
  const [weights, before] = [0, 0].map(() => Float32Array.from({ length: count }, () => random() - 0.5))
  module.parameters.set(weights!)
  module.averages.set(before!)
  operators.average(module.averages.byteOffset, 0.0005)
  // the reference's numbers lie where the digits would
  const [a, w] = [module.digits.byteOffset, module.digits.byteOffset + 8 * count]
  doubles(a, count).set(before!)
  doubles(w, count).set(weights!)
  operators.average64(a, w, count, 1 - Math.fround(0.0005))
  within('average', greatest(module.averages, doubles(a, count)), 1e-7)
})

kernels('the loss with an eleventh class of logit 0, and its gradient: within 1e-6 of float64', () => {
  let most = 0
  for (let n = 0; n < 200; n++) {
    const logits = Float32Array.from({ length: 10 }, () => 30 * random() - 15)
    const label = n % 11
    floats(scratch, 12).set([...logits, 0, 0])
    const loss = operators.noneLoss(scratch, label, scratch + 64, 0.5)
    const powers = [...logits, 0].map(Math.exp)
    const sum = powers.reduce((total, power) => total + power, 0)
    most = Math.max(most, Math.abs(loss + Math.log(powers[label]! / sum)) / Math.max(1, loss))
    const gradient = logits.map((_, k) => 0.5 * (powers[k]! / sum - Number(k === label)))
    most = Math.max(most, greatest(floats(scratch + 64, 10), gradient))
    assert.equal([...floats(scratch + 104, 2)], [0, 0])
  }
  within('loss with none', most, 1e-6)
})

kernels.run()
