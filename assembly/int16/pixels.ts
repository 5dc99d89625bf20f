/** The image as int16: (x + 1) · 2¹³, from 0 (background and border, which then cost nothing) to 2¹⁴ (ink). */
import { IMAGE } from '../common/shape'
import { constant4, load4, store4 } from '../common/lanes'
import { INK_ROWS, PIXEL_ROW, PIXELS16 } from './memory'

/** −1, 1, 2¹³, and 2¹³ + 1.5 · 2²³: adding it to x · 2¹³ rounds to an integer, which then sits in the low bits. */
const TABLE: usize = memory.data<f32>([-1, 1, 8192, 12591104], 16)
/** The bits of 1.5 · 2²³. */
const BITS: usize = memory.data<i32>([0x4b400000], 16)

/** Four pixels as i32, clamped to −1 … 1. */
// @ts-ignore: decorator
@inline
function round4(pixels: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(pixels, constant4(TABLE)), constant4(TABLE, 4))
  const sum = f32x4.add(f32x4.mul(x, constant4(TABLE, 8)), constant4(TABLE, 12))
  return i32x4.sub(sum, constant4(BITS))
}

/** 0 where x is finite, else NaN. */
// @ts-ignore: decorator
@inline
function nan4(x: v128): v128 {
  return f32x4.sub(x, x)
}

/** Whether a pixel since the last call was not finite. Checked here, since a separate pass over the pixels costs a tenth of the time. */
export function sawStrangePixel(): bool {
  const saw = strangePixel
  strangePixel = false
  return saw
}
let strangePixel = false

/** PIXELS16 from `image` [16][16], and INK_ROWS: bit y of word j says whether row y has ink in the columns 4j − 2 … 4j + 4. */
export function readPixels(image: usize): void {
  let rows0: i32 = 0, rows1: i32 = 0, rows2: i32 = 0, rows3: i32 = 0
  let strange = i32x4.splat(0)
  let to = PIXELS16 + 4
  for (let y = 0; y < IMAGE; y++, image += 64, to += PIXEL_ROW) {
    const a = load4(image)
    const b = load4(image, 16)
    const c = load4(image, 32)
    const d = load4(image, 48)
    const left = i16x8.narrow_i32x4_s(round4(a), round4(b))
    const right = i16x8.narrow_i32x4_s(round4(c), round4(d))
    strange = v128.or(strange, v128.or(v128.or(nan4(a), nan4(b)), v128.or(nan4(c), nan4(d))))
    store4(to, left)
    store4(to, right, 16)
    // saturation keeps positive values positive
    const inked = i8x16.bitmask(i8x16.gt_s(i8x16.narrow_i16x8_s(left, right), i8x16.splat(0)))
    rows0 |= <i32>((inked & 0x001f) != 0) << y
    rows1 |= <i32>((inked & 0x01fc) != 0) << y
    rows2 |= <i32>((inked & 0x1fc0) != 0) << y
    rows3 |= <i32>((inked & 0xfc00) != 0) << y
  }
  if (v128.any_true(strange)) strangePixel = true
  store<i32>(INK_ROWS, rows0)
  store<i32>(INK_ROWS, rows1, 4)
  store<i32>(INK_ROWS, rows2, 8)
  store<i32>(INK_ROWS, rows3, 12)
}
