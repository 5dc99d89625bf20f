/**
 * The moments of a digit's ink, and the map from the network's 16×16 back to the picture that they determine: it undoes the slant, moves the centre of
 * mass into the middle, and brings the deviations along x and y half of the way to equal. Written for any grid of ink bytes, so that training
 * (28×28), the classifier's 784 bytes and a photograph share it:
 *
 *   clearMoments()
 *   for each row y: addMoments(row, width, y)     or addBlock for whole pictures
 *   momentMap(unit)                               → MAP, false where there is no ink
 *
 *   column = mx + fx·u + slant·fy·w      u = GRID·(x − 7.5) + view     for output pixel (x, y)
 *   row    = my + fy·w                   w = GRID·(y − 7.5) + view
 *
 * Coordinates are pixel centres: column 0 is the middle of the first pixel. Sums are whole numbers below 2⁵³ in f64, thus exact in any order.
 */

/** Distance of two output pixels in u and w, in pixels of a normalised 28×28. */
export const GRID: f32 = 1.375
/** Deviation of the ink that fx = fy = 1 stands for, in pixels of 28×28, and the limits of both. */
const DEVIATION: f64 = 5
const LEAST: f64 = 0.5
const MOST: f64 = 1.6
/** Keeps the slant of a flat stroke finite, in square pixels of 28×28. */
const FLAT: f64 = 0.001

/** mx, my, fx, fy, slant as f32: means and factors in pixels of the picture. */
export const MAP: usize = memory.data(5 * 4, 16)
export const MAP_SIZE: usize = 5 * 4

let mass: f64 = 0
let sumX: f64 = 0
let sumY: f64 = 0
let sumXX: f64 = 0
let sumXY: f64 = 0
let sumYY: f64 = 0

export function clearMoments(): void {
  mass = sumX = sumY = sumXX = sumXY = sumYY = 0
}

/** Adds row `y` of a picture: `width` bytes of ink at `row`, at most 448 (beyond, a lane may overflow). Up to three bytes behind the last are read, and ignored. */
export function addMoments(row: usize, width: i32, y: i32): void {
  assert(width >= 0 && width <= 448)
  let m = i32x4.splat(0)
  let mx = m
  let mxx = m
  let x = i32x4(0, 1, 2, 3)
  const end = i32x4.splat(width)
  for (const last = row + <usize>width; row < last; row += 4) {
    const bytes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(row)))
    const v = v128.and(bytes, i32x4.lt_s(x, end))
    const vx = i32x4.mul(v, x)
    m = i32x4.add(m, v)
    mx = i32x4.add(mx, vx)
    mxx = i32x4.add(mxx, i32x4.mul(vx, x))
    x = i32x4.add(x, i32x4.splat(4))
  }
  const own = sum(m)
  const ownX = sum(mx)
  const down = <f64>y
  mass += own
  sumX += ownX
  sumXX += sum(mxx)
  sumY += down * own
  sumXY += down * ownX
  sumYY += down * down * own
}

/** Adds width×height bytes of ink whose rows begin `stride` bytes apart. */
export function addBlock(ink: usize, stride: usize, width: i32, height: i32): void {
  for (let y = 0; y < height; y++, ink += stride) addMoments(ink, width, y)
}

/** The four lanes' sum, exact. */
// @ts-ignore: decorator
@inline
function sum(v: v128): f64 {
  return (
    <f64>i32x4.extract_lane(v, 0) + <f64>i32x4.extract_lane(v, 1) + <f64>i32x4.extract_lane(v, 2) + <f64>i32x4.extract_lane(v, 3)
  )
}

/**
 * MAP from the sums so far. `unit` is the side of a pixel of 28×28 in pixels of the picture, 1 for a digit as MNIST has it: it only bounds the factors.
 * False, and MAP as it was, where there is no ink.
 */
export function momentMap(unit: f64): bool {
  if (mass == 0) return false
  const mx = sumX / mass
  const my = sumY / mass
  const xx = sumXX / mass - mx * mx
  const xy = sumXY / mass - mx * my
  const yy = max(sumYY / mass - my * my, 0)
  const slant = max(min(xy / (yy + FLAT * unit * unit), 1), -1)
  // the variance along x once upright
  const across = max(xx - 2 * slant * xy + slant * slant * yy, 0)
  const both = sqrt((across + yy) / 2)
  store<f32>(MAP, <f32>mx)
  store<f32>(MAP, <f32>my, 4)
  store<f32>(MAP, <f32>factor(across, both, unit), 8)
  store<f32>(MAP, <f32>factor(yy, both, unit), 12)
  store<f32>(MAP, <f32>slant, 16)
  return true
}

/** Half of the way from the axis' own deviation to the mean of both: their geometric mean. */
// @ts-ignore: decorator
@inline
function factor(variance: f64, both: f64, unit: f64): f64 {
  return max(min(sqrt(sqrt(variance) * both) / DEVIATION, MOST * unit), LEAST * unit)
}
