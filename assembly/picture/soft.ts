/** The digit's soft ink, 0 … 255, on a crop of the picture; strokes that are thinner than a pen's of MNIST broadened. */
import { fill, get, set, vector, vector4 } from './access'
import { broaden } from './broaden'
import { extreme } from './closing'
import * as c from './components'
import { GONE, INK, LEVELS, SMOOTH, WIDE_A, WIDE_B } from './memory'
import { across, down, findBox, halve, long, open, strokeWidth, stride } from './plane'
import * as select from './select'
import { ONE } from './share'
import { height, width } from './strip'

export {
  across, boxBottom, boxLeft, boxRight, boxTop, down, edgeBottom, edgeLeft, edgeRight, edgeTop, long, shrunk, stride,
} from './plane'

/** Where INK's corner lies on the working picture, before it is halved. */
export let cornerX: i32 = 0
export let cornerY: i32 = 0
/** The strokes' mean width in pixels of INK; the ink's own share of the paper's light. */
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
/** Pixels around the mask that are looked at for soft ink; with the room to broaden INK holds the largest picture. */
const MOST_RIM: i32 = 24
/** Longer side from which a digit is halved: five pixels for one of MNIST's are enough. */
const LARGE: f32 = 100
/** Soft ink: none below, all above these shares of the digit's own contrast; where the paper is of one value edges are taken as they are. */
const LOW: f32 = 0.15
const HIGH: f32 = 0.85
const LOW_EVEN: f32 = 0.04
const HIGH_EVEN: f32 = 0.96

/** INK from what is KEPT; `grain` in 4096ths, and `veil`, ink up to which is ignored. Whole lines of writing are neither halved nor broadened. */
export function soften(grain: f32, even: boolean, whole: bool = false, veil: f32 = 0): void {
  const contrast = measure()
  own = contrast / <f32>ONE
  const rough: f32 = <f32>2.5 * <f32>area / <f32>max(1, outline)
  const rim = min(MOST_RIM, <i32>(max<f32>(1.5, 0.6 * rough) + 0.5))
  // room for what is broadened: a stroke of no width by 0.065 of the longer side
  const margin = rim + 3 + max(select.right - select.left, select.bottom - select.top) / 15
  cornerX = select.left - margin
  cornerY = select.top - margin
  open(select.right + margin - cornerX, select.bottom + margin - cornerY)
  near(rim)
  const low = veil + max((even ? LOW_EVEN : LOW) * (contrast - veil), min<f32>(2 * grain, 0.3 * (contrast - veil)))
  ink(low, 255 / (max((even ? HIGH_EVEN : HIGH) * contrast, low + 0.01 * <f32>ONE) - low))
  findBox()
  while (!whole && long >= LARGE) {
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
    if (!(c.flagsOf(run) & select.KEPT)) continue
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
      if (!(c.flagsOf(k) & select.KEPT)) continue
      joints++
      covered += max(0, min(to, c.rightOf(k)) - max(from, c.leftOf(k)))
    }
    const row = SMOOTH + (<usize>(y * width) << 1)
    for (let x = from; x < to; x++) {
      const share = <i32>get<i16>(row + (<usize>x << 1))
      if (share < 0) continue
      counted++
      // as on most even paper; what no bin below has is of this one
      if (share == ONE) continue
      const p = LEVELS + (<usize>(share + ONE) << 2)
      set<u32>(p, get<u32>(p) + 1)
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
    if (!(c.flagsOf(run) & select.KEPT)) continue
    const row = WIDE_A + <usize>((c.rowOf(run) - cornerY) * stride)
    fill(row + c.leftOf(run) - cornerX - rim, 1, c.rightOf(run) - c.leftOf(run) + 2 * rim)
  }
  extreme(WIDE_A, WIDE_B, stride, down, rim, true)
}

/** INK = (SMOOTH − low) · scale where it is near and not gone. */
export function ink(low: f32, scale: f32): void {
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
      // no ink beyond the picture's right edge
      const beyond = x + 4 - width
      set<u32>(INK + to + x, beyond > 0 ? bytes & (0xffffffff >> (beyond << 3)) : bytes)
    }
  }
}
