/** Packing: whole numbers, scales and moments do what they say; and the committed weights are those that the committed codes stand for. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Moments } from '../../scripts/pack-classifier/moments.js'
import { LETTERS } from '../../scripts/pack-classifier/out-of-distribution.js'
import { bfloat16, quantise } from '../../scripts/pack-classifier/quantise.js'
import { random } from '../../scripts/pictures/pasted.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'

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
  const { codes, scales } = quantise({ rows: 40, columns: 3, values }, 31)
  values.forEach((value, i) => {
    const scale = scales[i % 3]!
    assert.ok(Math.abs(codes[i]!) <= 31)
    if (Math.abs(codes[i]!) < 31) assert.ok(Math.abs(codes[i]! * scale - value) <= scale / 2 + 1e-12)
  })
})

packing(
  'with moments the sums over real inputs are nearer than by rounding each weight to the nearest',
  () => {
    const x = inputs(30, 400, 5)
    const next = random(8)
    const values = Float64Array.from({ length: 30 }, () => next() - 0.5)
    const matrix = { rows: 30, columns: 1, values }
    const m = moments(x, x)
    /** Variance of the sum's error: the bias takes its mean. */
    const error = ({ codes, scales }: ReturnType<typeof quantise>): number => {
      const off = values.map((value, i) => codes[i]! * scales[0]! - value)
      const errors = x.map((sample) => dot(sample, off))
      const mean = errors.reduce((sum, value) => sum + value, 0) / errors.length
      return errors.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    }
    const nearest = error(quantise(matrix, 15))
    const fitted = error(quantise(matrix, 15, () => m.own))
    console.log(`  ${fitted.toExponential(2)}, ${nearest.toExponential(2)} by rounding to the nearest`)
    assert.ok(fitted < 0.7 * nearest)
  },
)

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

packing('the packed file has the weights that the reader unpacks: few values in each plane and unit', () => {
  const { state } = decodeSafetensors(
    readFileSync(new URL('../../classifier/digits-packed.safetensors', import.meta.url)),
  )
  for (let unit = 0; unit < 30; unit++) {
    const column = Array.from({ length: 192 }, (_, row) => Math.abs(state.H3w[row * 30 + unit]!))
    assert.ok(new Set(column).size <= 32)
  }
})

packing('the letters are strokes within the unit square', () => {
  assert.is(Object.keys(LETTERS).length, 19)
  for (const strokes of Object.values(LETTERS))
    for (const [x, y] of strokes.flat()) assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1)
})

packing.run()
