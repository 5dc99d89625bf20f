/** The kernels of the classifier's training, each against its plain twin in float64 or numbers published by its inventors. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadClassifierModule } from '../../scripts/train-classifier/module.js'
import { resizeDigit } from '../../src/data/resize.js'
import { IMAGE_PIXELS, RAW_PIXELS } from '../../src/model/shape.js'
import { globalValue, readState, writeState } from '../../src/wasm/index.js'

const kernels = suite('kernels of the classifier')

/** What only tests call, `assembly/classifier-training/operators.ts`. */
interface Twins {
  readonly DRAWN: WebAssembly.Global
  philox(to: number, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void
  drawDistortion(seed: number, pass: number, digit: number): void
  distort64(
    raw: number,
    words: number,
    rotation: number,
    scale: number,
    shear: number,
    shift: number,
    elastic: number,
    y: number,
  ): void
  average(averages: number, share: number): void
  average64(averages: number, weights: number, count: number, decay: number): void
  softmax(y: number, p: number, inverseTemperature: number): void
  softmax64(y: number, temperature: number, p: number): void
  softCrossEntropyAdd(y: number, p: number, d: number, scale: number, temperature: number): void
  softCrossEntropyForward64(y: number, p: number, temperature: number): number
  softCrossEntropyBackward64(y: number, p: number, temperature: number, scale: number, d: number): void
  shuffle(seed: number, pass: number, count: number): void
  teach(teachers: number, count: number, temperature: number): void
}

const module = await loadClassifierModule()
const { exports } = module
const { buffer } = exports.memory
const twins = exports as unknown as Twins
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
    twins.philox(scratch, c0!, c1!, c2!, c3!, k0!, k1!)
    assert.equal([...words(scratch, 4)], expected)
  }
})

/** A digit with ink everywhere, up to its edges, so that every border counts. */
const raw = Uint8Array.from({ length: RAW_PIXELS }, () => Math.floor(random() * 256))

/** Rotation in degrees, scale, shear, shift, elastic. */
type Strengths = readonly [number, number, number, number, number]

/** A digit distorted by the kernel and by its twin, whose strengths are those of the kernel times `strength`. */
function bothDistorted(digit: number, strengths: Strengths, strength: number) {
  const [degrees, ...rest] = strengths
  const rotation = (degrees / 180) * Math.PI
  module.raw.set(raw)
  exports.configureDistortion(rotation, ...rest)
  exports.distortWindow(1, 7, 3, digit, strength)
  const fast = module.images.slice(0, IMAGE_PIXELS)
  bytes(scratch, RAW_PIXELS).set(raw)
  twins.drawDistortion(7, 3, digit)
  const [scale, shear, shift, elastic] = rest.map((value) => value * strength) as [
    number,
    number,
    number,
    number,
  ]
  const to = scratch + 1024
  const drawn = twins.DRAWN.value as number
  twins.distort64(scratch, drawn, rotation * strength, scale, shear, shift, elastic, to)
  return { fast, plain: doubles(to, IMAGE_PIXELS).slice() }
}

const strengths: Readonly<Record<string, Strengths>> = {
  'as it trains': [11, 0.12, 0.12, 1.2, 1.5],
  'rotation alone': [57, 0, 0, 0, 0],
  'scale alone': [0, 0.5, 0, 0, 0],
  'shear alone': [0, 0, 0.5, 0, 0],
  'shift alone': [0, 0, 0, 9, 0],
  'elastic alone': [0, 0, 0, 0, 4],
  'far beyond the edges': [57, 0.9, 0.9, 40, 20],
}
for (const [what, strong] of Object.entries(strengths)) {
  kernels(`distortion, ${what}: within 3e-4 of the float64 twin`, () => {
    let most = 0
    for (let digit = 0; digit < 100; digit++)
      for (const strength of [1, 0.35]) {
        const { fast, plain } = bothDistorted(digit, strong, strength)
        most = Math.max(most, greatest(fast, plain))
      }
    within(what, most, 3e-4)
  })
}

kernels('a distortion of strength 0 is the resize to 4e-7, and its background is exactly -1', () => {
  const digit = raw.map((value, i) => (i % 28 < 9 || i % 28 > 18 ? 0 : value))
  module.raw.set(digit)
  const resized = new Float32Array(IMAGE_PIXELS)
  resizeDigit(digit, 0, resized, 0)
  exports.configureDistortion(0.2, 0.1, 0.1, 1, 1)
  exports.distortWindow(1, 1, 0, 0, 0)
  const distorted = module.images.slice(0, IMAGE_PIXELS)
  within('strength 0', greatest(distorted, resized), 4e-7)
  assert.equal(
    [...distorted].map((x) => x === -1),
    [...resized].map((x) => x === -1),
  )
})

kernels('moved out of sight, nothing is left but background', () => {
  module.raw.set(new Uint8Array(RAW_PIXELS).fill(255))
  exports.configureDistortion(0, 0, 0, 1000, 0)
  exports.distortWindow(1, 5, 0, 0, 1)
  assert.ok(module.images.subarray(0, IMAGE_PIXELS).every((x) => x === -1))
})

kernels('a distortion depends on seed, pass and digit, and on nothing that went before', () => {
  const once = (seed: number, pass: number, digit: number): string => {
    module.raw.set(raw)
    exports.configureDistortion(0.2, 0.1, 0.1, 1, 1)
    exports.distortWindow(1, seed, pass, digit, 1)
    return module.images.subarray(0, IMAGE_PIXELS).join()
  }
  const all = [once(1, 0, 0), once(2, 0, 0), once(1, 1, 0), once(1, 0, 1)]
  assert.is(new Set(all).size, 4)
  assert.is(once(1, 0, 0), all[0])
})

kernels('the control points have mean 0 and the deviation asked for, the affine numbers fill [-1, 1)', () => {
  const sums = { control: 0, squares: 0, lowest: 1, highest: -1 }
  const digits = 2000
  for (let digit = 0; digit < digits; digit++) {
    twins.drawDistortion(1, 0, digit)
    const drawn = words(twins.DRAWN.value as number, 108)
    for (const value of drawn.subarray(0, 98)) {
      const bell =
        ((value & 255) + ((value >> 8) & 255) + ((value >> 16) & 255) + (value >>> 24) - 510) / 147.80087
      sums.control += bell
      sums.squares += bell * bell
    }
    for (const value of drawn.subarray(100, 106)) {
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
    twins.shuffle(seed, pass, count)
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

kernels('the average of the weights: within 1e-7 of the float64 twin', () => {
  const count = module.parameters.length
  const [weights, before] = [0, 0].map(() => Float32Array.from({ length: count }, () => random() - 0.5))
  module.parameters.set(weights!)
  module.averages.set(before!)
  twins.average(module.averages.byteOffset, 0.0005)
  // the twin's numbers lie where the digits would
  const [a, w] = [module.digits.byteOffset, module.digits.byteOffset + 8 * count]
  doubles(a, count).set(before!)
  doubles(w, count).set(weights!)
  twins.average64(a, w, count, 1 - Math.fround(0.0005))
  within('average', greatest(module.averages, doubles(a, count)), 1e-7)
})

const LOGITS = [3.1, -2, 0.5, 11, -7.25, 0, 1, 4, -30, 10.5]
const PROBABILITIES = [0.05, 0.05, 0, 0.6, 0.1, 0, 0.1, 0, 0, 0.1]

kernels('soft cross-entropy: softmax and gradient within 1e-6 of the float64 twin', () => {
  for (const temperature of [1, 2.5, 8]) {
    floats(scratch, 12).set(LOGITS)
    twins.softmax(scratch, scratch + 64, 1 / temperature)
    doubles(scratch + 256, 10).set(LOGITS)
    twins.softmax64(scratch + 256, temperature, scratch + 512)
    within(
      `softmax, T = ${temperature}`,
      greatest(floats(scratch + 64, 10), doubles(scratch + 512, 10)),
      1e-6,
    )

    floats(scratch + 64, 12).set(PROBABILITIES)
    floats(scratch + 128, 12).fill(0.25)
    twins.softCrossEntropyAdd(scratch, scratch + 64, scratch + 128, 0.1, temperature)
    doubles(scratch + 512, 10).set(PROBABILITIES)
    doubles(scratch + 768, 10).fill(0.25)
    twins.softCrossEntropyBackward64(scratch + 256, scratch + 512, temperature, 0.1, scratch + 768)
    within(
      `gradient, T = ${temperature}`,
      greatest(floats(scratch + 128, 10), doubles(scratch + 768, 10)),
      1e-6,
    )
  }
})

kernels("soft cross-entropy: the twin's gradient is that of its loss, by central differences to 1e-8", () => {
  const [y, p, d] = [scratch, scratch + 128, scratch + 256]
  const h = 1e-4
  for (const temperature of [1, 3]) {
    doubles(y, 10).set(LOGITS)
    doubles(p, 10).set(PROBABILITIES)
    doubles(d, 10).fill(0)
    twins.softCrossEntropyBackward64(y, p, temperature, 1, d)
    const numeric = LOGITS.map((logit, i) => {
      const at = (value: number) => {
        doubles(y, 10)[i] = value
        return twins.softCrossEntropyForward64(y, p, temperature)
      }
      const slope = (at(logit + h) - at(logit - h)) / (2 * h)
      doubles(y, 10)[i] = logit
      return slope
    })
    within(`T = ${temperature}`, greatest(numeric, doubles(d, 10)), 1e-8)
  }
})

kernels("teachers: the softmax of their mean logits, and the student's weights are as before", () => {
  exports.configureNetwork(3, 1, 0, 3, 0, false)
  const images = Float32Array.from({ length: 3 * IMAGE_PIXELS }, () => 2 * random() - 1)
  const mean = new Float64Array(30)
  for (const teacher of module.teachers.slice(0, 2)) {
    const state = readState(module.parameters)
    for (const tensor of Object.values(state)) tensor.set(tensor.map(() => 0.4 * random() - 0.2))
    module.parameters.fill(0)
    writeState(module.parameters, state)
    teacher.set(module.parameters)
    module.images.set(images)
    exports.predict(3)
    for (let i = 0; i < 30; i++) mean[i]! += module.outputs[i]! / 2
  }
  module.parameters.fill(0.125)
  module.images.set(images)
  twins.teach(2, 3, 2)
  assert.ok(module.parameters.every((weight) => weight === 0.125))
  const targets = floats(globalValue(exports, 'TARGETS'), 36)
  for (let i = 0; i < 3; i++) {
    const e = [...mean.subarray(10 * i, 10 * i + 10)].map((logit) => Math.exp(logit / 2))
    const sum = e.reduce((a, b) => a + b)
    const expected = e.map((value) => value / sum)
    within(`digit ${i}`, greatest(targets.subarray(12 * i, 12 * i + 10), expected), 1e-6)
  }
})

kernels.run()
