/**
 * Bilinear samples of a digit of 28×28 bytes, four at a time; what lies outside is 0. `openDigit` lays the digit out so that one load fetches the four
 * pixels that a sample needs.
 */
import { GRID, MAP } from './moments'

const SIDE: usize = 28
/** Bytes of a row of PADDED, and entries of a row of CORNERS: room for a border on both sides. */
const STRIDE: usize = 32
/** The digit within a border of background, 31 rows; one byte more is read beyond the last. */
const PADDED: usize = memory.data(32 * 32, 16)
/** For each place of PADDED, four bytes: the pixel, its right, its lower and its lower right neighbour. */
const CORNERS_SIZE: i32 = 30 * 32 * 4
const CORNERS: usize = memory.data(CORNERS_SIZE, 16)
/** PADDED's coordinates run from 0 to this: there, a sample and its neighbours are background. */
const LAST: f32 = 29

/** CORNERS of raw[28][28]. Border rows and columns are never written and stay background. */
export function openDigit(raw: usize): void {
  for (let row: usize = 0; row < SIDE; row++) {
    const from = raw + row * SIDE
    const to = PADDED + (row + 1) * STRIDE + 1
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 12), 12)
  }
  for (let at: usize = 0; at < (SIDE + 1) * STRIDE; at += 16) {
    const p = PADDED + at
    const left = v128.load(p)
    const right = v128.load(p, 1)
    const lowerLeft = v128.load(p + STRIDE)
    const lowerRight = v128.load(p + STRIDE, 1)
    const upper0 = v128.shuffle<u8>(left, right, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const upper1 = v128.shuffle<u8>(left, right, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    const lower0 = v128.shuffle<u8>(lowerLeft, lowerRight, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const lower1 = v128.shuffle<u8>(lowerLeft, lowerRight, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    const to = CORNERS + (at << 2)
    v128.store(to, v128.shuffle<u16>(upper0, lower0, 0, 8, 1, 9, 2, 10, 3, 11))
    v128.store(to, v128.shuffle<u16>(upper0, lower0, 4, 12, 5, 13, 6, 14, 7, 15), 16)
    v128.store(to, v128.shuffle<u16>(upper1, lower1, 0, 8, 1, 9, 2, 10, 3, 11), 32)
    v128.store(to, v128.shuffle<u16>(upper1, lower1, 4, 12, 5, 13, 6, 14, 7, 15), 48)
  }
}

/** The ink, 0 … 255, of the opened digit at four places of the normalised frame, by the map at `map`. */
// @ts-ignore: decorator
@inline
export function sampled4(map: usize, u: v128, w: v128): v128 {
  const down = f32x4.mul(v128.load32_splat(map, 12), w)
  const across = f32x4.add(f32x4.mul(v128.load32_splat(map, 8), u), f32x4.mul(v128.load32_splat(map, 16), down))
  // PADDED's first column and row lie before the digit's
  const one = f32x4.splat(1)
  const sx = within(f32x4.add(f32x4.add(v128.load32_splat(map), one), across))
  const sy = within(f32x4.add(f32x4.add(v128.load32_splat(map, 4), one), down))
  const left = i32x4.trunc_sat_f32x4_s(sx)
  const top = i32x4.trunc_sat_f32x4_s(sy)
  const places = i32x4.shl(i32x4.add(i32x4.shl(top, 5), left), 2)
  // the checked build: each place has its four corners
  assert(i32x4.all_true(i32x4.lt_u(places, i32x4.splat(CORNERS_SIZE))))
  let four = v128.load32_zero(CORNERS + <usize>i32x4.extract_lane(places, 0))
  four = v128.load32_lane(CORNERS + <usize>i32x4.extract_lane(places, 1), four, 1)
  four = v128.load32_lane(CORNERS + <usize>i32x4.extract_lane(places, 2), four, 2)
  four = v128.load32_lane(CORNERS + <usize>i32x4.extract_lane(places, 3), four, 3)
  const byte = i32x4.splat(255)
  const fx = f32x4.sub(sx, f32x4.convert_i32x4_s(left))
  const fy = f32x4.sub(sy, f32x4.convert_i32x4_s(top))
  const p00 = f32x4.convert_i32x4_s(v128.and(four, byte))
  const p01 = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), byte))
  const p10 = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), byte))
  const p11 = f32x4.convert_i32x4_s(i32x4.shr_u(four, 24))
  const upper = f32x4.add(p00, f32x4.mul(fx, f32x4.sub(p01, p00)))
  const lower = f32x4.add(p10, f32x4.mul(fx, f32x4.sub(p11, p10)))
  return f32x4.add(upper, f32x4.mul(fy, f32x4.sub(lower, upper)))
}

// @ts-ignore: decorator
@inline
function within(place: v128): v128 {
  return f32x4.pmin(f32x4.pmax(place, f32x4.splat(0)), f32x4.splat(LAST))
}

/** image[16][16], −1 … 1, of the opened digit by MAP, seen from a view that is moved by (viewU, viewW) in pixels of a normalised 28×28. */
export function sampleDigit(image: usize, viewU: f32, viewW: f32): void {
  const step = f32x4.splat(4 * GRID)
  for (let y = 0; y < 16; y++) {
    const w = f32x4.splat(GRID * (<f32>y - 7.5) + viewW)
    let u = f32x4.add(f32x4(-7.5 * GRID, -6.5 * GRID, -5.5 * GRID, -4.5 * GRID), f32x4.splat(viewU))
    for (const end = image + 64; image < end; image += 16) {
      const ink = sampled4(MAP, u, w)
      v128.store(image, f32x4.sub(f32x4.div(ink, f32x4.splat(127.5)), f32x4.splat(1)))
      u = f32x4.add(u, step)
    }
  }
}
