/**
 * A digit of 16×16, distorted by an affine map and an elastic field. It is upsampled three times by Catmull and Rom's spline first and then sampled bilinearly: an odd factor
 * keeps the centres of the pixels where they are, so that a digit that is hardly moved is hardly blurred. Outside is background.
 */
import { IMAGE, PIXELS } from '../../common/shape'
import { AFFINE, affineMap } from './affine'
import { drawDistortion } from './draws'
import { elasticField, FIELD } from './field'

/** Strengths at 1: greatest rotation (9°, in radians), relative scale of each axis, shear, shift (pixels), standard deviation of the control points (pixels). */
const ROTATION: f32 = 0.15707963
const SCALE: f32 = 0.09
const SHEAR: f32 = 0.09
const SHIFT: f32 = 0.6
const ELASTIC: f32 = 1.1

/** Upsampled pixels to a pixel; their number along a side, and with a border of background, in rows of whole vectors. */
const FACTOR: i32 = 3
const FINE: i32 = FACTOR * IMAGE
const STRIDE: usize = 52 << 2
/** x + 1 of the image with two pixels of background all around, [20][20]; then three rows to each, [48][20]; then the whole, [50][52]. */
const PADDED: usize = memory.data(20 * 20 * 4, 16)
const TALL: usize = memory.data(FINE * 20 * 4, 16)
const UPSAMPLED: usize = memory.data(50 * 52 * 4, 16)
const ROW: usize = 20 << 2

/** Weights of the four neighbours a third of the way from the second to the third; two thirds, and they come in the other order. */
const W0: f32 = -2.0 / 27.0
const W1: f32 = 21.0 / 27.0
const W2: f32 = 9.0 / 27.0
const W3: f32 = -1.0 / 27.0

/** image[16][16] in its place, distorted as `seed`, `pass` and `digit` draw it, all strengths multiplied by `strength`. */
export function distort(image: usize, seed: u32, pass: u32, digit: u32, strength: f32): void {
  drawDistortion(seed, pass, digit)
  affineMap(ROTATION * strength, SCALE * strength, SHEAR * strength, SHIFT * strength)
  elasticField(ELASTIC * strength)
  upsample(image)
  sample(image)
}

// @ts-ignore: decorator
@inline
function third(a: v128, b: v128, c: v128, d: v128): v128 {
  const first = f32x4.add(f32x4.mul(a, f32x4.splat(W0)), f32x4.mul(b, f32x4.splat(W1)))
  return f32x4.add(f32x4.add(first, f32x4.mul(c, f32x4.splat(W2))), f32x4.mul(d, f32x4.splat(W3)))
}

/**
 * UPSAMPLED of image[16][16], rows first. Fine pixel 3i + 1 is pixel i, 3i + 2 and 3i + 3 lie a third and two thirds of the way to the next; 0 lies before the first pixel.
 */
export function upsample(image: usize): void {
  const one = f32x4.splat(1)
  for (let y: usize = 0; y < <usize>IMAGE; y++) {
    const to = PADDED + (y + 2) * ROW + 8
    for (let x: usize = 0; x < 64; x += 16) v128.store(to + x, f32x4.add(v128.load(image + (y << 6) + x), one))
  }
  // from the pair (−1, 0), of which only two thirds of the way is inside, to the pair (15, 16), of which only the first third is
  for (let pair = -1; pair < IMAGE; pair++) {
    const from = PADDED + <usize>(pair + 1) * ROW
    const to = TALL + <usize>((3 * pair + 1) * 80)
    for (let x: usize = 0; x < ROW; x += 16) {
      const a = v128.load(from + x)
      const b = v128.load(from + ROW + x)
      const c = v128.load(from + 2 * ROW + x)
      const d = v128.load(from + 3 * ROW + x)
      if (pair >= 0) {
        v128.store(to + x, b)
        v128.store(to + ROW + x, third(a, b, c, d))
      }
      if (pair < IMAGE - 1) v128.store(to + 2 * ROW + x, third(d, c, b, a))
    }
  }
  for (let y = 0; y < FINE; y++) wide(TALL + <usize>y * ROW, UPSAMPLED + <usize>(y + 1) * STRIDE + 4)
}

/** One row of 48 from a row of 20; four pairs of pixels at a time, spread over the row lane by lane. */
function wide(from: usize, to: usize): void {
  // the pair (−1, 0)
  store<f32>(to, f32x4.extract_lane(thirdFromEnd(from), 0))
  for (let i: usize = 0; i < 4; i++) {
    const p = from + (i << 4) + 4
    const q = to + i * 48 + 4
    const b = v128.load(p, 4)
    const one = third(v128.load(p), b, v128.load(p, 8), v128.load(p, 12))
    const two = thirdFromEnd(p)
    store<f32>(q, f32x4.extract_lane(b, 0))
    store<f32>(q, f32x4.extract_lane(one, 0), 4)
    store<f32>(q, f32x4.extract_lane(two, 0), 8)
    store<f32>(q, f32x4.extract_lane(b, 1), 12)
    store<f32>(q, f32x4.extract_lane(one, 1), 16)
    store<f32>(q, f32x4.extract_lane(two, 1), 20)
    store<f32>(q, f32x4.extract_lane(b, 2), 24)
    store<f32>(q, f32x4.extract_lane(one, 2), 28)
    store<f32>(q, f32x4.extract_lane(two, 2), 32)
    store<f32>(q, f32x4.extract_lane(b, 3), 36)
    store<f32>(q, f32x4.extract_lane(one, 3), 40)
    // two thirds behind the last pixel is the border, which stays background
    if (i < 3) store<f32>(q, f32x4.extract_lane(two, 3), 44)
  }
}

// @ts-ignore: decorator
@inline
function thirdFromEnd(p: usize): v128 {
  return third(v128.load(p, 12), v128.load(p, 8), v128.load(p, 4), v128.load(p))
}

/** The last place with a right and a lower neighbour: there, a sample is background. */
const LAST: f32 = 49

/** image[16][16] by AFFINE and FIELD from UPSAMPLED, in whose coordinates with the border pixel i lies at 3i + 2. */
function sample(image: usize): void {
  const zero = f32x4.splat(0)
  const last = f32x4.splat(LAST)
  const three = f32x4.splat(3)
  const a = v128.load32_splat(AFFINE)
  const c = v128.load32_splat(AFFINE, 12)
  for (let y = 0; y < IMAGE; y++) {
    const dy = <f32>y - 7.5
    const startX = f32x4.splat(<f32>7.5 + load<f32>(AFFINE, 8) + load<f32>(AFFINE, 4) * dy)
    const startY = f32x4.splat(<f32>7.5 + load<f32>(AFFINE, 20) + load<f32>(AFFINE, 16) * dy)
    let dx = f32x4(-7.5, -6.5, -5.5, -4.5)
    for (let x = 0; x < IMAGE; x += 4) {
      const at = <usize>(y * IMAGE + x) << 2
      const moveX = f32x4.add(startX, f32x4.add(v128.load(FIELD + at), f32x4.mul(a, dx)))
      const moveY = f32x4.add(startY, f32x4.add(v128.load(FIELD + at, PIXELS * 4), f32x4.mul(c, dx)))
      const sx = f32x4.pmin(f32x4.pmax(f32x4.add(f32x4.mul(moveX, three), f32x4.splat(2)), zero), last)
      const sy = f32x4.pmin(f32x4.pmax(f32x4.add(f32x4.mul(moveY, three), f32x4.splat(2)), zero), last)
      // at the last place the neighbours are beyond the border: one before it with a fraction of 1 is the same
      const left = i32x4.min_s(i32x4.trunc_sat_f32x4_s(sx), i32x4.splat(48))
      const top = i32x4.min_s(i32x4.trunc_sat_f32x4_s(sy), i32x4.splat(48))
      const fx = f32x4.sub(sx, f32x4.convert_i32x4_s(left))
      const fy = f32x4.sub(sy, f32x4.convert_i32x4_s(top))
      const places = i32x4.shl(i32x4.add(i32x4.mul(top, i32x4.splat(52)), left), 2)
      const p0 = UPSAMPLED + <usize>i32x4.extract_lane(places, 0)
      const p1 = UPSAMPLED + <usize>i32x4.extract_lane(places, 1)
      const p2 = UPSAMPLED + <usize>i32x4.extract_lane(places, 2)
      const p3 = UPSAMPLED + <usize>i32x4.extract_lane(places, 3)
      // a pixel and its right neighbour, of two places each
      const upper01 = v128.load64_lane(p1, v128.load64_zero(p0), 1)
      const upper23 = v128.load64_lane(p3, v128.load64_zero(p2), 1)
      const lower01 = v128.load64_lane(p1 + STRIDE, v128.load64_zero(p0 + STRIDE), 1)
      const lower23 = v128.load64_lane(p3 + STRIDE, v128.load64_zero(p2 + STRIDE), 1)
      const p00 = v128.shuffle<f32>(upper01, upper23, 0, 2, 4, 6)
      const p01 = v128.shuffle<f32>(upper01, upper23, 1, 3, 5, 7)
      const p10 = v128.shuffle<f32>(lower01, lower23, 0, 2, 4, 6)
      const p11 = v128.shuffle<f32>(lower01, lower23, 1, 3, 5, 7)
      const upper = f32x4.add(p00, f32x4.mul(fx, f32x4.sub(p01, p00)))
      const lower = f32x4.add(p10, f32x4.mul(fx, f32x4.sub(p11, p10)))
      v128.store(image + at, f32x4.sub(f32x4.add(upper, f32x4.mul(fy, f32x4.sub(lower, upper))), f32x4.splat(1)))
      dx = f32x4.add(dx, f32x4.splat(4))
    }
  }
}
