/**
 * Finds the inked pixels of an image. H1 works on x + 1 instead of x: background (−1) and border (the constant −1) become 0 and cost
 * nothing, which leaves about 65 of a digit's 256 pixels. The shift by one adds a sum over the filter, see conv1.ts.
 */
import { IMAGE, PLANES } from '../common/shape'
import { INK, INK_COUNTS, INK_ENTRY, INK_LIST, INKED, MAP1 } from './memory'
import { one4 } from '../common/exp'
import { load4, store4 } from '../common/lanes'

/** Bytes of an H1 unit. */
const UNIT: i32 = PLANES << 2
/** Bit k in all 16 bytes, k = 0 … 7. */
const BITS: usize = memory.data<u8>([1, 2, 4, 8, 16, 32, 64, 128])

/** INKED[(y + dy) mod 16][(x + dx) mod 16] = image[y][x] + 1, with dy, dx in −1, 0, 1: `torch.roll(x, (dy, dx), (2, 3))`. */
export function ink(image: usize, dy: i32, dx: i32): void {
  const one = one4()
  // one for the even and one for the odd rows: a byte per column, and in it a bit per row with ink
  let even = i32x4.splat(0)
  let odd = even
  for (let y = 0; y < IMAGE; y += 2) {
    const bit = v128.load8_splat(BITS + (<usize>y >> 1))
    even = v128.or(even, v128.and(bit, inkRow(image + (<usize>((y - dy) & 15) << 6), INKED + (<usize>y << 6), dx, one)))
    odd = v128.or(odd, v128.and(bit, inkRow(image + (<usize>((y + 1 - dy) & 15) << 6), INKED + (<usize>(y + 1) << 6), dx, one)))
  }
  list(0, v128.shuffle<u8>(even, even, 0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15))
  list(1, v128.shuffle<u8>(odd, odd, 0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15))
}

/** One row of INKED; returns −1 in the bytes of its inked columns, 0 in the others. */
// @ts-ignore: decorator
@inline
function inkRow(from: usize, to: usize, dx: i32, one: v128): v128 {
  let a = f32x4.add(load4(from), one)
  let b = f32x4.add(load4(from, 16), one)
  let c = f32x4.add(load4(from, 32), one)
  let d = f32x4.add(load4(from, 48), one)
  if (dx > 0) {
    const last = d
    d = v128.shuffle<f32>(c, d, 3, 4, 5, 6)
    c = v128.shuffle<f32>(b, c, 3, 4, 5, 6)
    b = v128.shuffle<f32>(a, b, 3, 4, 5, 6)
    a = v128.shuffle<f32>(last, a, 3, 4, 5, 6)
  } else if (dx < 0) {
    const first = a
    a = v128.shuffle<f32>(a, b, 1, 2, 3, 4)
    b = v128.shuffle<f32>(b, c, 1, 2, 3, 4)
    c = v128.shuffle<f32>(c, d, 1, 2, 3, 4)
    d = v128.shuffle<f32>(d, first, 1, 2, 3, 4)
  }
  store4(to, a)
  store4(to, b, 16)
  store4(to, c, 32)
  store4(to, d, 48)
  const zero = f32x4.splat(0)
  const left = i16x8.narrow_i32x4_s(f32x4.ne(a, zero), f32x4.ne(b, zero))
  const right = i16x8.narrow_i32x4_s(f32x4.ne(c, zero), f32x4.ne(d, zero))
  return i8x16.narrow_i16x8_s(left, right)
}

/** The two lists for the rows of one parity, from their bits: even columns first. */
// @ts-ignore: decorator
@inline
function list(oddY: usize, bits: v128): void {
  listColumns(2 * oddY, i64x2.extract_lane(bits, 0))
  listColumns(2 * oddY + 1, i64x2.extract_lane(bits, 1))
}

/**
 * One of four lists of inked pixels, by the parity of row and column (the two bits of `parity`): the pixels of one list meet the same taps of H1. They are listed
 * column by column: neighbours in the list are then mostly in different rows and reach different units, so that their sums do not wait for each other. An entry is
 * the pixel's x + 1 (low word) and the byte offset, in the map with margin, of the first H1 unit that it reaches (high word).
 *
 * Walking from bit to bit costs time per inked pixel, not per pixel (0.15 → 0.11 µs per digit compared with a branchless test of each).
 */
function listColumns(parity: usize, bits: i64): void {
  const oddX = parity & 1
  const oddY = parity >> 1
  const pixels = INKED + oddY * (IMAGE << 2) + (oddX << 2)
  const first = <u32>(oddY * (MAP1 * UNIT) + oddX * UNIT)
  const start = INK + parity * INK_LIST
  let end = start
  while (bits) {
    const at = <u32>ctz(bits)
    bits &= bits - 1
    const row = at & 7
    store<u32>(end, load<u32>(pixels + (row << 7) + (at & 56)))
    store<u32>(end, first + row * (MAP1 * UNIT) + (at >> 3) * UNIT, 4)
    end += INK_ENTRY
  }
  store<u32>(INK_COUNTS + (parity << 2), <u32>(end - start))
}
