/** The digit's soft ink, 0 … 255, on a crop of the picture; strokes that are thinner than a pen's of MNIST broadened. */
import { copy, fill, get, set, vector, vector4 } from './access'
import { broaden } from './broaden'
import { extreme } from './closing'
import * as c from './components'
import { GONE, INK, INK_B, LEVELS, SMOOTH, WIDE_A, WIDE_B } from './memory'
import * as select from './select'
import { ONE } from './share'
import { height, width } from './strip'

/** INK's sides and bytes from row to row, and where its corner lies on the working picture. */
export let across: i32 = 0
export let down: i32 = 0
export let stride: i32 = 0
export let cornerX: i32 = 0
export let cornerY: i32 = 0
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
/** Pixels of the working picture along each side of one of INK: large digits are halved. */
export let shrunk: i32 = 1
/** The box's longer side, and the strokes' mean width, in pixels of INK; the ink's own share of the paper's light. */
export let long: f32 = 0
export let strokes: f32 = 0
export let own: f32 = 0
/** Pixels of the digit's mask, and the sides that they have in common with others. */
export let area: i32 = 0
export let outline: i32 = 0
/** Runs of the digit's mask, how often two of neighbouring rows touch, and pixels on the picture's edges. */
export let keptRuns: i32 = 0
export let joints: i32 = 0
export let atEdge: i32 = 0

/** Width of MNIST's strokes: those below THIN, in 20ths of the longer side, are made TO wide. */
const THIN: f32 = 1.9
const TO: f32 = 2.3
/** Longer side from which a digit is halved: five pixels for one of MNIST's are enough. */
const LARGE: f32 = 100
/** Soft ink: none below, all above these shares of the digit's own contrast; where the paper is of one value edges are taken as they are. */
const LOW: f32 = 0.15
const HIGH: f32 = 0.85
const LOW_EVEN: f32 = 0.04
const HIGH_EVEN: f32 = 0.96

/** INK from what is KEPT; `grain` in 4096ths. Strokes are broadened unless this is `whole` lines of writing. */
export function soften(grain: f32, even: boolean, whole: bool = false): void {
  const contrast = measure()
  own = contrast / <f32>ONE
  const rough: f32 = <f32>2.5 * <f32>area / <f32>max(1, outline)
  const rim = <i32>(max<f32>(1.5, 0.6 * rough) + 0.5)
  // room for what is broadened: a stroke of no width by 0.065 of the longer side
  const margin = rim + 3 + max(select.right - select.left, select.bottom - select.top) / 15
  cornerX = select.left - margin
  cornerY = select.top - margin
  across = select.right + margin - cornerX
  down = (select.bottom + margin - cornerY + 1) & ~1
  stride = (across + 15) & ~15
  near(rim)
  const low = max((even ? LOW_EVEN : LOW) * contrast, min<f32>(2 * grain, 0.3 * contrast))
  ink(low, 255 / (max((even ? HIGH_EVEN : HIGH) * contrast, low + 0.01 * <f32>ONE) - low))
  findBox()
  shrunk = 1
  while (long >= LARGE) {
    halve()
    findBox()
  }
  strokes = strokeWidth()
  if (!whole && <f32>20 * strokes < THIN * long) {
    const by = (TO * long / 20 - strokes) / (2 - TO / 10)
    if (by > 0.2) {
      broaden(across, down, stride, by)
      findBox()
    }
  }
}

/** The share that 70% of the digit's mask stay below; area and outline on the way. */
function measure(): f32 {
  fill(LEVELS + ONE * 4, 0, (ONE + 1) * 4)
  area = keptRuns = joints = atEdge = 0
  let covered = 0
  let above = 0
  let counted = 0
  for (let run = 0; run < c.runs; run++) {
    if (!(c.flags(c.component(c.ofRun(run))) & select.KEPT)) continue
    const y = c.rowOf(run)
    const from = c.leftOf(run)
    const to = c.rightOf(run)
    area += to - from
    keptRuns++
    atEdge += i32(from == 0) + i32(to == width)
    if (y == 0 || y == height - 1) atEdge += to - from
    // what it has in common with the row above
    while (above < run && (c.rowOf(above) < y - 1 || (c.rowOf(above) == y - 1 && c.rightOf(above) < from))) above++
    for (let k = above; k < run && c.rowOf(k) == y - 1 && c.leftOf(k) <= to; k++) {
      if (!(c.flags(c.component(c.ofRun(k))) & select.KEPT)) continue
      joints++
      covered += max(0, min(to, c.rightOf(k)) - max(from, c.leftOf(k)))
    }
    const row = SMOOTH + (<usize>(y * width) << 1)
    for (let x = from; x < to; x++) {
      const share = <i32>get<i16>(row + (<usize>x << 1))
      if (share < 0) continue
      const p = LEVELS + (<usize>(share + ONE) << 2)
      set<u32>(p, get<u32>(p) + 1)
      counted++
    }
  }
  outline = 2 * keptRuns + 2 * (area - covered)
  const wanted = <i32>(0.7 * <f32>counted)
  let sum = 0
  for (let bin = 0; bin <= ONE; bin++) {
    sum += get<i32>(LEVELS + (<usize>(bin + ONE) << 2))
    if (sum > wanted) return <f32>max(bin, 4)
  }
  return <f32>ONE
}

/** WIDE_B: 1 in the digit's mask and up to `rim` pixels from it, on the crop. */
function near(rim: i32): void {
  fill(WIDE_A, 0, <usize>(stride * down))
  for (let run = 0; run < c.runs; run++) {
    if (!(c.flags(c.component(c.ofRun(run))) & select.KEPT)) continue
    const row = WIDE_A + <usize>((c.rowOf(run) - cornerY) * stride)
    fill(row + c.leftOf(run) - cornerX - rim, 1, c.rightOf(run) - c.leftOf(run) + 2 * rim)
  }
  extreme(WIDE_A, WIDE_B, stride, down, rim, true)
}

/** INK = (SMOOTH − low) · scale where it is near and not gone. */
function ink(low: f32, scale: f32): void {
  fill(INK, 0, <usize>(stride * down))
  const lowest = f32x4.splat(low)
  const by = f32x4.splat(scale)
  const left = max(0, cornerX)
  const right = min(width, cornerX + across)
  for (let y = max(0, cornerY), end = min(height, cornerY + down); y < end; y++) {
    const row = y * width
    const to = <usize>((y - cornerY) * stride - cornerX)
    for (let x = left; x < right; x += 4) {
      const near = vector4(WIDE_B + to + x)
      if (i32x4.extract_lane(near, 0) == 0) continue
      const four = v128.bitselect(near, i8x16.splat(0), i8x16.eq(vector4(GONE + <usize>(row + x)), i8x16.splat(0)))
      const wanted = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(four))
      const shares = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(vector(SMOOTH + (<usize>(row + x) << 1))))
      const soft = i32x4.trunc_sat_f32x4_u(f32x4.add(f32x4.mul(f32x4.sub(shares, lowest), by), f32x4.splat(0.5)))
      const words = i16x8.narrow_i32x4_u(i32x4.mul(i32x4.min_u(soft, i32x4.splat(255)), wanted), soft)
      const bytes = i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0)
      // beyond the picture's right edge there is none
      const beyond = x + 4 - width
      set<u32>(INK + to + x, beyond > 0 ? bytes & (0xffffffff >> (beyond << 3)) : bytes)
    }
  }
}

/** INK at half its sides: means of 2 × 2. */
function halve(): void {
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

/** The box of INK's pixels from 64 on; of all of it where there are none. */
function findBox(): void {
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
function strokeWidth(): f32 {
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
