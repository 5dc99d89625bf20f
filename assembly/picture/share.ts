/** The share of the paper's light that is missing at each pixel, in 4096ths from −1 to 1, and the same with the paper's grain smoothed away. */
import { copy, get, set, setVector, vector, vector4 } from './access'
import { GREY, PAPER, SHARE, SMOOTH, SMOOTH_B } from './memory'
import { height, width } from './strip'

export const ONE: i32 = 4096
/** Paper darker than this is taken to be as dark as this: shares of next to no light say nothing. */
const DARKEST: i32 = 40

/** SHARE = (paper − grey) / max(paper, 40), paper of one value. */
export function shareOfEven(paper: i32): void {
  const level = i16x8.splat(<i16>paper)
  // 2²⁰ / paper fits 15 bits from 40 on
  const factor: i32 = (1 << 20) / max(paper, DARKEST)
  const scale = i16x8.splat(<i16>factor)
  const most = i16x8.splat(<i16>ONE)
  const least = i16x8.splat(<i16>-ONE)
  for (let p = GREY, to = SHARE, end = GREY + <usize>(width * height); p < end; p += 16, to += 32) {
    const grey = vector(p)
    const low = i16x8.shl(i16x8.sub(level, i16x8.extend_low_i8x16_u(grey)), 7)
    const high = i16x8.shl(i16x8.sub(level, i16x8.extend_high_i8x16_u(grey)), 7)
    setVector(to, i16x8.max_s(i16x8.min_s(i16x8.q15mulr_sat_s(low, scale), most), least))
    setVector(to + 16, i16x8.max_s(i16x8.min_s(i16x8.q15mulr_sat_s(high, scale), most), least))
  }
}

/** The same with the paper of PAPER. */
export function shareOfPaper(): void {
  for (let p: usize = 0, end = <usize>(width * height); p < end; p += 8)
    setVector(SHARE + 2 * p, i16x8.narrow_i32x4_s(share4(p), share4(p + 4)))
}

// @ts-ignore: decorator
@inline
function share4(p: usize): v128 {
  const paper = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(vector4(PAPER + p)))
  const grey = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(vector4(GREY + p)))
  const missing = f32x4.convert_i32x4_s(i32x4.shl(i32x4.sub(paper, grey), 12))
  const share = f32x4.div(missing, f32x4.convert_i32x4_s(i32x4.max_s(paper, i32x4.splat(DARKEST))))
  return i32x4.max_s(i32x4.trunc_sat_f32x4_s(f32x4.nearest(share)), i32x4.splat(-ONE))
}

/** Takes the paper's own level away. */
export function lower(base: i32): void {
  const by = i16x8.splat(<i16>base)
  for (let p = SHARE, end = SHARE + <usize>(2 * width * height); p < end; p += 16)
    setVector(p, i16x8.max_s(i16x8.sub(vector(p), by), i16x8.splat(<i16>-ONE)))
}

export function startSmooth(): void {
  copy(SMOOTH, SHARE, <usize>(2 * width * height))
}

/** SMOOTH with its neighbours, 1 2 1 along both sides; the outermost count twice. */
export function smooth(): void {
  const row = <usize>(2 * width)
  const end = row * <usize>height
  quarters(SMOOTH_B, SMOOTH - 2, SMOOTH, SMOOTH + 2, end)
  for (let y: usize = 0; y < end; y += row) {
    ends(y, y, width > 1 ? y + 2 : y)
    ends(y + row - 2, width > 1 ? y + row - 4 : y, y + row - 2)
  }
  // what is written beyond a row's end is written over by the next one
  for (let y: usize = 0; y < end; y += row) {
    const p = SMOOTH_B + y
    quarters(SMOOTH + y, y > 0 ? p - row : p, p, y + row < end ? p + row : p, row)
  }
}

function ends(at: usize, left: usize, right: usize): void {
  const sum = <i32>get<i16>(SMOOTH + left) + 2 * <i32>get<i16>(SMOOTH + at) + get<i16>(SMOOTH + right)
  set<i16>(SMOOTH_B + at, <i16>((sum + 2) >> 2))
}

/** (a + 2b + c) / 4, rounded, of `size` bytes of i16. */
function quarters(to: usize, a: usize, b: usize, c: usize, size: usize): void {
  for (let x: usize = 0; x < size; x += 16) {
    const twice = i16x8.shl(vector(b + x), 1)
    setVector(to + x, i16x8.shr_s(i16x8.add(i16x8.add(vector(a + x), vector(c + x)), i16x8.add(twice, i16x8.splat(2))), 2))
  }
}
