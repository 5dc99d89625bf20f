/**
 * A digit of 28×28 bytes, distorted, as the network's 16×16: each output pixel is sampled bilinearly at the place where the resize would sample it, moved by
 * the affine map and the elastic field. What lies outside is background.
 */
import { IMAGE } from '../common/shape'
import { AFFINE, affineMap } from '../float32/distortion/affine'
import { drawDistortion } from '../float32/distortion/draws'
import { elasticField, FIELD } from '../float32/distortion/field'

const RAW: usize = 28
/** Bytes of a row of PADDED, and entries of a row of CORNERS: room for a border on both sides. */
const STRIDE: usize = 32
/** The digit within a border of background, 31 rows; one byte more is read beyond the last. */
const PADDED: usize = memory.data(32 * 32, 16)
/** For each place of PADDED, four bytes: the pixel, its right, its lower and its lower right neighbour. One load fetches what a sample needs. */
const CORNERS: usize = memory.data(30 * 32 * 4, 16)
/** PADDED's coordinates run from 0 to this: there, a sample and its neighbours are background. */
const LAST: f32 = 29

let rotation: f32 = 0
let scale: f32 = 0
let shear: f32 = 0
let shift: f32 = 0
let elastic: f32 = 0

/** Greatest rotation (radians, up to 1), relative scale of each axis, shear and shift (pixels of 28); standard deviation of the control points (pixels of 28). */
export function configureDistortion(rotate: f32, scaling: f32, shearing: f32, shifting: f32, deviation: f32): void {
  rotation = rotate
  scale = scaling
  shear = shearing
  shift = shifting
  elastic = deviation
}

/** image[16][16] from raw[28][28], distorted as `seed`, `pass` and `digit` draw it, all strengths multiplied by `strength`. */
export function distort(raw: usize, image: usize, seed: u32, pass: u32, digit: u32, strength: f32): void {
  drawDistortion(seed, pass, digit)
  affineMap(rotation * strength, scale * strength, shear * strength, shift * strength)
  elasticField(elastic * strength)
  corners(raw)
  sample(image)
}

/** CORNERS of raw[28][28]. Border rows and columns are never written and stay background. */
function corners(raw: usize): void {
  for (let row: usize = 0; row < RAW; row++) {
    const from = raw + row * RAW
    const to = PADDED + (row + 1) * STRIDE + 1
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 12), 12)
  }
  for (let at: usize = 0; at < (RAW + 1) * STRIDE; at += 16) {
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

/** image[16][16] by AFFINE and FIELD from CORNERS. The centre, 13.5 of 28, is 14.5 in PADDED; output i lies 1.75·(i − 7.5) from it. */
function sample(image: usize): void {
  const byte = i32x4.splat(255)
  const zero = f32x4.splat(0)
  const last = f32x4.splat(LAST)
  const a = v128.load32_splat(AFFINE)
  const c = v128.load32_splat(AFFINE, 12)
  for (let y = 0; y < IMAGE; y++) {
    const dy = <f32>1.75 * (<f32>y - 7.5)
    const startX = f32x4.splat(<f32>14.5 + load<f32>(AFFINE, 8) + load<f32>(AFFINE, 4) * dy)
    const startY = f32x4.splat(<f32>14.5 + load<f32>(AFFINE, 20) + load<f32>(AFFINE, 16) * dy)
    let dx = f32x4(-13.125, -11.375, -9.625, -7.875)
    for (let x = 0; x < IMAGE; x += 4) {
      const at = <usize>(y * IMAGE + x) << 2
      const moveX = f32x4.add(v128.load(FIELD + at), f32x4.mul(a, dx))
      const moveY = f32x4.add(v128.load(FIELD + at, 1024), f32x4.mul(c, dx))
      const sx = f32x4.pmin(f32x4.pmax(f32x4.add(startX, moveX), zero), last)
      const sy = f32x4.pmin(f32x4.pmax(f32x4.add(startY, moveY), zero), last)
      const left = i32x4.trunc_sat_f32x4_s(sx)
      const top = i32x4.trunc_sat_f32x4_s(sy)
      const places = i32x4.shl(i32x4.add(i32x4.shl(top, 5), left), 2)
      let four = v128.load32_zero(CORNERS + <usize>i32x4.extract_lane(places, 0))
      four = v128.load32_lane(CORNERS + <usize>i32x4.extract_lane(places, 1), four, 1)
      four = v128.load32_lane(CORNERS + <usize>i32x4.extract_lane(places, 2), four, 2)
      four = v128.load32_lane(CORNERS + <usize>i32x4.extract_lane(places, 3), four, 3)
      const fx = f32x4.sub(sx, f32x4.convert_i32x4_s(left))
      const fy = f32x4.sub(sy, f32x4.convert_i32x4_s(top))
      const p00 = f32x4.convert_i32x4_s(v128.and(four, byte))
      const p01 = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), byte))
      const p10 = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), byte))
      const p11 = f32x4.convert_i32x4_s(i32x4.shr_u(four, 24))
      const upper = f32x4.add(p00, f32x4.mul(fx, f32x4.sub(p01, p00)))
      const lower = f32x4.add(p10, f32x4.mul(fx, f32x4.sub(p11, p10)))
      const value = f32x4.add(upper, f32x4.mul(fy, f32x4.sub(lower, upper)))
      v128.store(image + at, f32x4.sub(f32x4.div(value, f32x4.splat(127.5)), f32x4.splat(1)))
      dx = f32x4.add(dx, f32x4.splat(7))
    }
  }
}
