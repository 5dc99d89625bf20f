/**
 * The paper that a picture's ink lies on: a grey closing, which fills what is darker than its surroundings and narrower than the window, and leaves the
 * edges of shadows and tables. Running maxima and minima by van Herk (1992), three operations a pixel whatever the window.
 */
import { fill, get, set, setVector, vector, copy } from './access'
import { GREY, PAPER, WIDE_A, WIDE_B } from './memory'
import { height, width } from './strip'
import { transpose } from './transpose'

/** Side of the window, of the picture's shorter side. */
const WINDOW: f32 = 0.3

/** Pixels on each side of the window's middle. */
export function radius(): i32 {
  return max(1, <i32>(WINDOW * 0.5 * <f32>min(width, height) + 0.5))
}

/** Writes PAPER. Beyond the picture nothing is light: slopes go on, and what is dark along an edge counts as paper. */
export function closing(): void {
  const reach = radius()
  const w = width + 2 * reach
  const h = height + 2 * reach
  // rows of whole vectors; what is beyond them is darkness, too
  const across = (w + 15) & ~15
  const down = (h + 15) & ~15
  fill(WIDE_A, 0, <usize>(across * h))
  smoothInto(WIDE_A + <usize>(reach * across + reach), across)
  extreme(WIDE_A, WIDE_B, across, h, reach, true)
  transpose(WIDE_B, across, w, h, WIDE_A, down)
  extreme(WIDE_A, WIDE_B, down, w, reach, true)
  extreme(WIDE_B, WIDE_A, down, w, reach, false)
  transpose(WIDE_A, down, h, w, WIDE_B, across)
  extreme(WIDE_B, WIDE_A, across, h, reach, false)
  for (let y = 0; y < height; y++)
    copy(PAPER + <usize>(y * width), WIDE_A + <usize>((y + reach) * across + reach), width)
}

/** GREY, each pixel with its neighbours 1 2 1 along both sides: down first, by way of PAPER, then across. The outermost count twice. */
function smoothInto(to: usize, stride: i32): void {
  const line = <usize>width
  const last = GREY + line * <usize>(height - 1)
  for (let p = GREY, between = PAPER; p <= last; p += line, between += line)
    quarters(between, max(GREY, p - line), p, min(last, p + line))
  for (let y = 0, p = PAPER; y < height; y++, p += line, to += stride) {
    quarters(to, p - 1, p, p + 1)
    // what was written beyond the row's end
    fill(to + line, 0, 15)
    end(to, p, p + min<usize>(1, line - 1))
    end(to + line - 1, p + line - 1, p + line - min<usize>(2, line))
  }
}

function end(to: usize, at: usize, beside: usize): void {
  set<u8>(to, <u8>((3 * <u32>get<u8>(at) + get<u8>(beside) + 2) >> 2))
}

/** A row of bytes, (a + 2b + c) / 4 rounded; up to 15 behind it are written, too. */
function quarters(to: usize, a: usize, b: usize, c: usize): void {
  for (let x: usize = 0; x < <usize>width; x += 16) {
    const above = vector(a + x)
    const middle = vector(b + x)
    const below = vector(c + x)
    setVector(to + x, i8x16.narrow_i16x8_u(
      quarter(i16x8.extend_low_i8x16_u(above), i16x8.extend_low_i8x16_u(middle), i16x8.extend_low_i8x16_u(below)),
      quarter(i16x8.extend_high_i8x16_u(above), i16x8.extend_high_i8x16_u(middle), i16x8.extend_high_i8x16_u(below)),
    ))
  }
}

// @ts-ignore: decorator
@inline
function quarter(a: v128, b: v128, c: v128): v128 {
  return i16x8.shr_u(i16x8.add(i16x8.add(a, c), i16x8.add(i16x8.add(b, b), i16x8.splat(2))), 2)
}

/**
 * The greatest (or least) of the `radius` rows above, the row itself and the `radius` below, as far as there are such, column by column.
 *
 * @param from  rows × stride bytes, stride a multiple of 16; left unspecified
 */
export function extreme(from: usize, to: usize, stride: i32, rows: i32, radius: i32, greatest: boolean): void {
  if (greatest) running(from, to, stride, rows, radius, 0)
  else running(from, to, stride, rows, radius, -1)
}

/** Minima are the maxima of the complement: `flip` has all bits set. A row that takes no part is compared with itself. */
function running(from: usize, to: usize, stride: i32, rows: i32, radius: i32, flip: i32): void {
  const window = 2 * radius + 1
  const line = <usize>stride
  // `to`: the greatest from the block's first row on; `from`: up to its last one
  for (let y = 0; y < rows; y++) {
    const p = from + line * <usize>y
    const q = to + line * <usize>y
    greater(q, p, y % window == 0 ? p : q - line, line, flip, y % window == 0 ? flip : 0)
  }
  for (let y = rows - 1; y >= 0; y--) {
    const p = from + line * <usize>y
    const alone = y == rows - 1 || y % window == window - 1
    greater(p, p, alone ? p : p + line, line, flip, alone ? flip : 0)
  }
  // a window lies in at most two blocks: the end of one, the beginning of the next
  for (let y = 0; y < rows; y++) {
    const first = y - radius
    const last = min(rows - 1, y + radius)
    const end = to + line * <usize>last
    const start = from + line * <usize>max(0, first)
    greater(to + line * <usize>y, first < 0 ? end : start, first >= 0 && first / window == last / window ? start : end, line, 0, 0)
  }
  if (flip) for (let q = to, stop = to + line * <usize>rows; q < stop; q += 16) setVector(q, v128.not(vector(q)))
}

/** to = max(a, b), both of `size` bytes and of their complements where the flips say so. */
function greater(to: usize, a: usize, b: usize, size: usize, flipA: i32, flipB: i32): void {
  const allA = i32x4.splat(flipA)
  const allB = i32x4.splat(flipB)
  for (let x: usize = 0; x < size; x += 16)
    setVector(to + x, i8x16.max_u(v128.xor(vector(a + x), allA), v128.xor(vector(b + x), allB)))
}
