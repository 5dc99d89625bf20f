/** Packing: whole numbers, scales and moments do what they say; the committed weights are those that the committed codes stand for, and the module unpacks them. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encode } from '../../scripts/pack-classifier/coder.js'
import { Moments } from '../../scripts/pack-classifier/moments.js'
import { LETTERS } from '../../scripts/pack-classifier/out-of-distribution.js'
import { bfloat16, quantise } from '../../scripts/pack-classifier/quantise.js'
import { random } from '../../scripts/pictures/pasted.js'
import { networkRecipe, recipe } from '../../scripts/train-classifier/recipe.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { Network } from '../../src/index.js'
import { classifierLoader } from '../../src/wasm/classifier.js'

const packing = suite('packing')

/** n correlated inputs with a mean that is not 0, for `count` samples. */
function inputs(n: number, count: number, seed: number): Float64Array[] {
  const next = random(seed)
  return Array.from({ length: count }, () => {
    const common = next()
    return Float64Array.from({ length: n }, (_, i) => common * Math.cos(i) + 0.5 * next() + 1)
  })
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
const moments = (x: readonly Float64Array[], y: readonly Float64Array[]) =>
  new Moments(x[0]!.length, 1, x.length, (n, _, to, exact) => {
    to.set(x[n]!)
    exact.set(y[n]!)
  })

packing('bfloat16 is the nearest number with the lower half of its float32 empty', () => {
  for (const value of [1, -0.3, 2.34567, 1e-6, 0]) {
    const near = bfloat16(value)
    assert.is(new Uint32Array(Float32Array.of(near).buffer)[0]! & 0xffff, 0)
    assert.ok(Math.abs(near - value) <= Math.abs(value) / 256)
  }
})

packing('without moments each weight is at most half a step off, or cut off at the limit', () => {
  const next = random(3)
  const values = Float64Array.from({ length: 40 * 3 }, (_, i) => (next() - 0.5) * (1 + (i % 3)))
  const codes = quantise({ rows: 40, columns: 3, values }, 0.04, 31)
  values.forEach((value, i) => {
    assert.ok(Math.abs(codes[i]!) <= 31)
    if (Math.abs(codes[i]!) < 31) assert.ok(Math.abs(codes[i]! * 0.04 - value) <= 0.02 + 1e-12)
  })
  assert.ok(codes.some((code) => code === 31))
})

packing(
  'with moments the sums over real inputs are nearer than by rounding each weight to the nearest',
  () => {
    const x = inputs(30, 400, 5)
    const next = random(8)
    const columns = 20
    const values = Float64Array.from({ length: 30 * columns }, () => next() - 0.5)
    const matrix = { rows: 30, columns, values }
    const m = moments(x, x)
    /** Variances of the sums' errors, together: the bias takes their mean. */
    const error = (codes: Int16Array): number => {
      let all = 0
      for (let column = 0; column < columns; column++) {
        const off = Float64Array.from({ length: 30 }, (_, row) => {
          const i = row * columns + column
          return codes[i]! / 10 - values[i]!
        })
        const errors = x.map((sample) => dot(sample, off))
        const mean = errors.reduce((sum, value) => sum + value, 0) / errors.length
        all += errors.reduce((sum, value) => sum + (value - mean) ** 2, 0)
      }
      return all
    }
    const nearest = error(quantise(matrix, 1 / 10, 31))
    const fitted = error(quantise(matrix, 1 / 10, 31, () => m.own))
    console.log(`  ${fitted.toExponential(2)}, ${nearest.toExponential(2)} by rounding to the nearest`)
    assert.ok(fitted < 0.7 * nearest)
  },
)

packing('numbers near 0 are coded in less than 3% more than their entropy', () => {
  const next = random(4)
  const codes = Int16Array.from({ length: 6000 }, () =>
    Math.round(4 * (next() + next() + next() + next() - 2) * Math.sqrt(3)),
  )
  const count = new Map<number, number>()
  for (const code of codes) count.set(code, (count.get(code) ?? 0) + 1)
  const entropy = [...count.values()].reduce((bits, n) => bits - n * Math.log2(n / codes.length), 0) / 8
  const bytes = encode([{ codes, fine: false }]).length
  console.log(`  ${bytes} bytes, entropy ${entropy.toFixed(0)}`)
  assert.ok(bytes > entropy && bytes < 1.03 * entropy)
})

packing('numbers out of range are refused', () => {
  for (const codes of [[128], [-129]]) assert.throws(() => encode([{ codes, fine: false }]), /not a byte/)
})

packing('refit finds the weights that make of disturbed inputs what the exact ones gave', () => {
  const exact = inputs(12, 600, 9)
  // every input twice as large: weights of half the size do the same
  const disturbed = exact.map((sample) => sample.map((value) => 2 * value))
  const weights = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i))
  const fitted = moments(disturbed, exact).refit(weights)
  fitted.forEach((weight, i) => {
    assert.ok(Math.abs(weight - weights[i]! / 2) < 0.1 * Math.abs(weights[i]!) + 0.02, `${i}: ${weight}`)
  })
})

packing(
  'the module unpacks the very weights of the packed file: its logits are those of the network of these',
  async () => {
    const { state } = decodeSafetensors(
      readFileSync(new URL('../../classifier/digits-packed.safetensors', import.meta.url)),
    )
    const network = await Network.create(networkRecipe(recipe))
    network.loadStateDict(state)
    const { image, logits, read } = await classifierLoader.load()
    const next = random(11)
    for (let i = 0; i < 20; i++) {
      image.forEach((_, k) => {
        image[k] = next() < 0.7 ? -1 : 2 * next() - 1
      })
      const expected = network.predict(image.slice())
      read(1)
      for (const [k, logit] of logits.entries()) assert.ok(Math.abs(logit - expected[k]!) < 1e-3)
    }
  },
)

packing('the letters are strokes within the unit square', () => {
  assert.is(Object.keys(LETTERS).length, 19)
  for (const strokes of Object.values(LETTERS))
    for (const [x, y] of strokes.flat()) assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1)
})

packing.run()
