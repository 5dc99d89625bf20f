/** A picture of any size comes in strip by strip, in the host's rows or pieces of them, and is reduced to at most 400 pixels a side: area averages. */
import { copy, get, set, setVector, vector, fill } from './access'
import { COLOUR, SIDE, STRIP, SUMS } from './memory'

/** Sides of the reduced picture, and how many of the given one's pixels go into each of its own, along each side. */
export let width: i32 = 0
export let height: i32 = 0
export let factor: i32 = 1
let channels: i32 = 4
export let fullWidth: i32 = 0
export let fullHeight: i32 = 0
/** The row and column of the next pixel to come. */
let row: i32 = 0
let column: i32 = 0

/** A picture of w × h pixels follows, of 1, 3 or 4 bytes each. */
export function begin(w: i32, h: i32, bytes: i32): void {
  fullWidth = w
  fullHeight = h
  channels = bytes
  factor = (max(w, h) + SIDE - 1) / SIDE
  width = (w + factor - 1) / factor
  height = (h + factor - 1) / factor
  row = column = 0
  fill(SUMS, 0, <usize>width << 4)
}

/** Takes `count` pixels from STRIP: they go on where the last ones ended. */
export function take(count: i32): void {
  if (channels == 4) onPaper(STRIP + (<usize>count << 2))
  let p = STRIP
  while (count > 0 && row < fullHeight) {
    const here = min(count, fullWidth - column)
    if (factor == 1) whole(p, here)
    else averaged(p, here)
    p += here * channels
    count -= here
    column += here
    if (column < fullWidth) return
    column = 0
    row++
    if (factor > 1 && (row % factor == 0 || row == fullHeight)) deliver()
  }
}

/** Pixels as they are. */
function whole(p: usize, count: i32): void {
  let to = COLOUR + (<usize>(row * width + column) << 2)
  if (channels == 4) {
    copy(to, p, <usize>count << 2)
    return
  }
  // the last vector's other pixels are written over by the next row, or lie behind the picture
  for (let i = 0; i < count; i += 4, to += 16, p += 4 * channels) setVector(to, four(p))
}

/** Adds to the sums of the cells that the pixels lie in. */
function averaged(p: usize, count: i32): void {
  for (let x = column, end = column + count; x < end; ) {
    const cell = x / factor
    const stop = min(end, (cell + 1) * factor)
    const sum = SUMS + (<usize>cell << 4)
    let total = vector(sum)
    while (x < stop) {
      // at most 128 rounds until a lane of 16 bits would overflow
      const until = min(stop, x + 512)
      let low = i16x8.splat(0)
      let high = i16x8.splat(0)
      for (; x + 4 <= until; x += 4, p += 4 * channels) {
        const pixels = four(p)
        low = i16x8.add(low, i16x8.extend_low_i8x16_u(pixels))
        high = i16x8.add(high, i16x8.extend_high_i8x16_u(pixels))
      }
      if (x < until) {
        const rest = until - x
        const pixels = v128.and(four(p), i32x4.gt_s(i32x4.splat(rest), i32x4(0, 1, 2, 3)))
        low = i16x8.add(low, i16x8.extend_low_i8x16_u(pixels))
        high = i16x8.add(high, i16x8.extend_high_i8x16_u(pixels))
        p += rest * channels
        x = until
      }
      total = i32x4.add(total, i32x4.add(i32x4.extend_low_i16x8_u(low), i32x4.extend_high_i16x8_u(low)))
      total = i32x4.add(total, i32x4.add(i32x4.extend_low_i16x8_u(high), i32x4.extend_high_i16x8_u(high)))
    }
    setVector(sum, total)
  }
}

/** The finished row of cells. */
function deliver(): void {
  const y = (row - 1) / factor
  const rows = row - y * factor
  const to = COLOUR + (<usize>(y * width) << 2)
  for (let x = 0; x < width; x++) {
    const columns = min(fullWidth, (x + 1) * factor) - x * factor
    const sum = SUMS + (<usize>x << 4)
    const mean = f32x4.mul(f32x4.convert_i32x4_s(vector(sum)), f32x4.splat(<f32>1 / <f32>(rows * columns)))
    const rounded = i32x4.trunc_sat_f32x4_u(f32x4.add(mean, f32x4.splat(0.5)))
    const words = i16x8.narrow_i32x4_u(rounded, rounded)
    set<u32>(to + (<usize>x << 2), i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0))
    setVector(sum, i32x4.splat(0))
  }
}

/** Four pixels as RGBA. */
function four(p: usize): v128 {
  const bytes = vector(p)
  if (channels == 4) return bytes
  const alpha = i32x4.splat(0xff000000)
  if (channels == 3)
    return v128.or(i8x16.swizzle(bytes, i8x16(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1)), alpha)
  return v128.or(i8x16.swizzle(bytes, i8x16(0, 0, 0, -1, 1, 1, 1, -1, 2, 2, 2, -1, 3, 3, 3, -1)), alpha)
}

/** STRIP's RGBA on white paper, 255 + (value − 255) · alpha / 255, rounded; alpha stays. Up to three pixels behind `end` also change; they are never read. */
function onPaper(end: usize): void {
  for (let p = STRIP; p < end; p += 16) {
    const pixels = vector(p)
    if (i32x4.all_true(i32x4.ge_u(pixels, i32x4.splat(0xff000000)))) continue
    const low = half(i16x8.extend_low_i8x16_u(pixels))
    const high = half(i16x8.extend_high_i8x16_u(pixels))
    setVector(p, v128.bitselect(i8x16.narrow_i16x8_u(low, high), pixels, i32x4.splat(0x00ffffff)))
  }
}

/** 255 − (255 − value) · alpha / 255 of two pixels; x / 255 = (x + 128 + ((x + 128) >> 8)) >> 8, rounded and exact. */
function half(pixels: v128): v128 {
  const alpha = v128.shuffle<i16>(pixels, pixels, 3, 3, 3, 3, 7, 7, 7, 7)
  const missing = i16x8.mul(i16x8.sub(i16x8.splat(255), pixels), alpha)
  const more = i16x8.add(missing, i16x8.splat(128))
  return i16x8.sub(i16x8.splat(255), i16x8.shr_u(i16x8.add(more, i16x8.shr_u(more, 8)), 8))
}

/** For tests and for readers of the picture: one of its pixels as RGBA. */
export function pixel(x: i32, y: i32): u32 {
  return get<u32>(COLOUR + (<usize>(y * width + x) << 2))
}
