/** The plane of soft ink, INK: its size, the box of the digit on it, and the width of its strokes. */
import { copy, fill, get, set, vector, vector4 } from './access'
import { INK, INK_B } from './memory'

/** INK's sides and bytes from row to row. */
export let across: i32 = 0
export let down: i32 = 0
export let stride: i32 = 0
/** The box of what is at least a quarter ink, within INK: exclusive right and bottom. */
export let boxLeft: i32 = 0
export let boxRight: i32 = 0
export let boxTop: i32 = 0
export let boxBottom: i32 = 0
/** The same to within fractions of a pixel: where the outermost ink is half full. */
export let edgeLeft: f32 = 0
export let edgeRight: f32 = 0
export let edgeTop: f32 = 0
export let edgeBottom: f32 = 0
/** The box's longer side, in pixels of INK. */
export let long: f32 = 0
/** Pixels of the working picture along each side of one of INK: large digits are halved. */
export let shrunk: i32 = 1

/** A plane of this size, an even number of rows; what is on it stays. */
export function open(width: i32, height: i32): void {
  across = width
  down = (height + 1) & ~1
  stride = (width + 15) & ~15
  shrunk = 1
}

/** INK at half its sides: means of 2 × 2. */
export function halve(): void {
  const line = <usize>stride
  const rows = down >> 1
  const half = ((stride >> 1) + 15) & ~15
  fill(INK_B, 0, <usize>(half * (rows + 1)))
  for (let y = 0; y < rows; y++) {
    const from = INK + 2 * line * <usize>y
    const to = INK_B + <usize>(half * y)
    for (let x: usize = 0; x < line; x += 16) {
      const sums = i16x8.add(i16x8.extadd_pairwise_i8x16_u(vector(from + x)), i16x8.extadd_pairwise_i8x16_u(vector(from + x + line)))
      const means = i16x8.shr_u(i16x8.add(sums, i16x8.splat(2)), 2)
      set<u64>(to + (x >> 1), i64x2.extract_lane(i8x16.narrow_i16x8_u(means, means), 0))
    }
  }
  across = (across + 1) >> 1
  stride = half
  // an even count again: the row behind the last is empty
  down = (rows + 1) & ~1
  copy(INK, INK_B, <usize>(stride * down))
  shrunk *= 2
}

/** Bounding box of the pixels of INK that are at least 64; all of INK if every pixel is below. */
export function findBox(): void {
  boxLeft = across
  boxTop = down
  boxRight = boxBottom = 0
  const quarter = i8x16.splat(63)
  for (let y = 0; y < down; y++) {
    const row = INK + <usize>(y * stride)
    let any = false
    for (let x = 0; x < stride; x += 16) {
      const bits = i8x16.bitmask(i8x16.gt_u(vector(row + x), quarter))
      if (bits == 0) continue
      any = true
      boxLeft = min(boxLeft, x + ctz(bits))
      boxRight = max(boxRight, x + 32 - clz(bits))
    }
    if (!any) continue
    boxTop = min(boxTop, y)
    boxBottom = y + 1
  }
  if (boxRight == 0) {
    boxLeft = boxTop = 0
    boxRight = across
    boxBottom = down
  }
  edgeLeft = <f32>(boxLeft + 1) - fullest(boxLeft, boxTop, stride, boxBottom - boxTop)
  edgeRight = <f32>(boxRight - 1) + fullest(boxRight - 1, boxTop, stride, boxBottom - boxTop)
  edgeTop = <f32>(boxTop + 1) - fullest(boxLeft, boxTop, 1, boxRight - boxLeft)
  edgeBottom = <f32>(boxBottom - 1) + fullest(boxLeft, boxBottom - 1, 1, boxRight - boxLeft)
  long = max<f32>(1, max(edgeRight - edgeLeft, edgeBottom - edgeTop))
}

/** The most ink of a row or column. */
function fullest(x: i32, y: i32, step: i32, count: i32): f32 {
  let most: u8 = 0
  for (let p = INK + <usize>(y * stride + x), i = 0; i < count; i++, p += step) most = max(most, get<u8>(p))
  return <f32>most / 255
}

/** Twice the ink over its total variation: the strokes' mean width. */
export function strokeWidth(): f32 {
  let ink = f32x4.splat(0)
  let change = f32x4.splat(0)
  for (let y = 0; y < down - 1; y++) {
    const row = INK + <usize>(y * stride)
    for (let x = 0; x < stride; x += 4) {
      const p = row + x
      const here = vector4(p)
      const right = vector4(p + 1)
      const below = vector4(p + stride)
      if (!v128.any_true(v128.or(here, v128.or(right, below)))) continue
      const v = floats(here)
      const dx = f32x4.sub(floats(right), v)
      const dy = f32x4.sub(floats(below), v)
      ink = f32x4.add(ink, v)
      change = f32x4.add(change, f32x4.sqrt(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy))))
    }
  }
  const total = sum(change)
  return total > 0 ? (2 * sum(ink)) / total : 0
}

// @ts-ignore: decorator
@inline
function floats(bytes: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)))
}

function sum(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}
