/** What stands out from the paper: grain, contrast, and the mask of the ink. */
import { fill, get, set, setVector, vector } from './access'
import { BINS, GONE, LEVELS, MASK, SMOOTH } from './memory'
import { stride } from './levels'
import { ONE } from './share'
import { height, width } from './strip'

/** Pixels counted by `countShares`. */
let counted: i32 = 0

/** The histogram of the plane's shares. */
export function countShares(plane: usize): void {
  fill(LEVELS, 0, BINS * 4)
  const pixels = width * height
  const step = stride(pixels)
  counted = 0
  for (let i = 0; i < pixels; i += step, counted++) {
    const p = LEVELS + (<usize>(<i32>get<i16>(plane + (<usize>i << 1)) + ONE) << 2)
    set<u32>(p, get<u32>(p) + 1)
  }
}

/** The share that so many of the counted pixels stay below or at, in 4096ths. */
export function level(share: f32): i32 {
  const wanted = <i32>(share * <f32>counted)
  let sum = 0
  for (let bin = 0; bin < BINS; bin++) {
    sum += get<i32>(LEVELS + (<usize>bin << 2))
    if (sum > wanted) return bin - ONE
  }
  return ONE
}

/** What the darkest few pixels of SMOOTH reach, those that are GONE left out; 0 where there are too few. */
export function contrast(): i32 {
  fill(LEVELS + ONE * 4, 0, (ONE + 1) * 4)
  const pixels = width * height
  const step = stride(pixels)
  for (let i = 0; i < pixels; i += step) {
    const share = get<i16>(SMOOTH + (<usize>i << 1))
    if (share <= 0 || get<u8>(GONE + i)) continue
    const p = LEVELS + (<usize>(<i32>share + ONE) << 2)
    set<u32>(p, get<u32>(p) + 1)
  }
  const few = max<f32>(min<f32>(6, 0.02 * <f32>pixels), 0.0006 * <f32>pixels) / <f32>step
  let sum = 0
  for (let bin = ONE; bin > 0; bin--) {
    sum += get<i32>(LEVELS + (<usize>(bin + ONE) << 2))
    if (sum > 0 && <f32>sum >= few) return bin
  }
  return 0
}

/**
 * Right after `contrast`: up to which share there are shadows too narrow to be paper, or many lines fainter than the ink; 0 where little lies in between. They cover
 * a tenth of the picture, and far more of it than ink does.
 */
export function veil(sharp: i32): i32 {
  const least = sharp / 5
  const most = 2 * sharp / 3
  let between = 0
  let ink = 0
  for (let bin = least; bin <= ONE; bin++) {
    const n = get<i32>(LEVELS + (<usize>(bin + ONE) << 2))
    if (bin < most) between += n
    else ink += n
  }
  const pixels = width * height
  if (between < 2 * ink || 10 * between * stride(pixels) < pixels) return 0
  // soft edges of the ink lie there, too
  let left = between / 10
  let bin = most
  while (bin > least && left > 0) left -= get<i32>(LEVELS + (<usize>(--bin + ONE) << 2))
  return bin
}

/** MASK: 1 where SMOOTH is above the threshold and nothing is GONE. */
export function mask(threshold: i32): void {
  const above = i16x8.splat(<i16>threshold)
  const one = i8x16.splat(1)
  for (let p: usize = 0, end = <usize>(width * height); p < end; p += 16) {
    const low = i16x8.gt_s(vector(SMOOTH + 2 * p), above)
    const high = i16x8.gt_s(vector(SMOOTH + 2 * p + 16), above)
    const inked = v128.andnot(i8x16.narrow_i16x8_s(low, high), i8x16.eq(vector(GONE + p), one))
    setVector(MASK + p, v128.and(inked, one))
  }
}
