/**
 * The elastic field: how far each of the 16×16 places is moved along x and along y, as two uniform cubic B-spline surfaces over 7×7 control points
 * (Rueckert et al. 1999; Simard et al. 2003 smooth white noise to the same end). Seven points are four intervals, one for four pixels each, so that
 * the basis has four fractions only, (u + ½)/4, and the four pixels of an interval are one vector.
 */
import { CONTROL_POINTS, CONTROL_SIDE, DRAWN } from './draws'
import { IMAGE, PIXELS } from '../../common/shape'

/** B₀ … B₃ at t = ⅛, ⅜, ⅝, ⅞: [basis 4][fraction 4]. */
// prettier-ignore
const BASIS: usize = memory.data<f32>([
  0.11165364583, 0.04069010417, 0.0087890625, 0.00032552083,
  0.65201822917, 0.55240885417, 0.39811197917, 0.23600260417,
  0.23600260417, 0.39811197917, 0.55240885417, 0.65201822917,
  0.00032552083, 0.0087890625, 0.04069010417, 0.11165364583,
], 16)

/** Control points of both components, [2][7][7], up to a whole vector. */
const CONTROL: usize = memory.data(100 * 4, 16)
/** Rows of control points, interpolated along x: [7][16]. */
const ROWS: usize = memory.data(CONTROL_SIDE * IMAGE * 4, 16)
/** The field: shifts along x, then along y, [2][16][16], in pixels of the source. */
export const FIELD: usize = memory.data(2 * PIXELS * 4, 16)

/** Mean and standard deviation of the sum of a random word's four bytes: 4 · 127.5 and √(4 · (256² − 1) / 12). */
const BELL_MEAN: f32 = 510
const BELL_DEVIATION: f32 = 147.80087

/**
 * FIELD from the words in DRAWN; `deviation` is the control points' standard deviation, in pixels of the source. A point is the sum of a word's four bytes,
 * which is near enough to normal (it ends at ±3.45 deviations) and costs two instructions for four points.
 */
export function elasticField(deviation: f32): void {
  const scale = f32x4.splat(deviation / BELL_DEVIATION)
  const mean = f32x4.splat(BELL_MEAN)
  for (let i: usize = 0; i < 400; i += 16) {
    const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(DRAWN + i)))
    v128.store(CONTROL + i, f32x4.mul(f32x4.sub(f32x4.convert_i32x4_s(sums), mean), scale))
  }
  component(CONTROL, FIELD)
  component(CONTROL + (<usize>CONTROL_POINTS << 2), FIELD + (<usize>PIXELS << 2))
}

/** One component: sums over the four points of an interval in their order, along x first. */
function component(control: usize, field: usize): void {
  const b0 = v128.load(BASIS)
  const b1 = v128.load(BASIS, 16)
  const b2 = v128.load(BASIS, 32)
  const b3 = v128.load(BASIS, 48)
  for (let row: usize = 0; row < <usize>CONTROL_SIDE; row++) {
    for (let interval: usize = 0; interval < 4; interval++) {
      const c = control + ((row * CONTROL_SIDE + interval) << 2)
      const sum = weighted(b0, b1, b2, b3, v128.load32_splat(c), v128.load32_splat(c, 4), v128.load32_splat(c, 8), v128.load32_splat(c, 12))
      v128.store(ROWS + (row << 6) + (interval << 4), sum)
    }
  }
  for (let y: usize = 0; y < <usize>IMAGE; y++) {
    const basis = BASIS + ((y & 3) << 2)
    const c0 = v128.load32_splat(basis)
    const c1 = v128.load32_splat(basis, 16)
    const c2 = v128.load32_splat(basis, 32)
    const c3 = v128.load32_splat(basis, 48)
    const rows = ROWS + ((y >> 2) << 6)
    for (let x: usize = 0; x < 64; x += 16) {
      const p = rows + x
      v128.store(field + (y << 6) + x, weighted(c0, c1, c2, c3, v128.load(p), v128.load(p, 64), v128.load(p, 128), v128.load(p, 192)))
    }
  }
}

// @ts-ignore: decorator
@inline
function weighted(a: v128, b: v128, c: v128, d: v128, x0: v128, x1: v128, x2: v128, x3: v128): v128 {
  const first = f32x4.add(f32x4.mul(a, x0), f32x4.mul(b, x1))
  return f32x4.add(f32x4.add(first, f32x4.mul(c, x2)), f32x4.mul(d, x3))
}
