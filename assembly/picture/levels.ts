/** The histogram of GREY, and what it says of the paper: its commonest value, and whether one value explains it. */
import { fill, get, set, setVector, vector } from './access'
import { GREY, HISTOGRAM } from './memory'
import { height, width } from './strip'

/** Pixels counted, about. */
const COUNTED: i32 = 16_384

/** Levels between paper and ink below which the paper is not taken to be of one value. */
const FAINT: f32 = 40

/** How many there are. */
export let counted: i32 = 0
/** Ink reads as dark through `at`: where it is light, the histogram is read backwards. */
let backwards: boolean = false
/** The commonest level on the lighter side of Otsu's threshold, over nine levels, the highest of equals. */
export let mode: i32 = 0

/** Every n-th pixel, n odd, so that columns are not favoured. */
export function stride(pixels: i32): i32 {
  return (pixels / COUNTED) | 1
}

export function count(): void {
  fill(HISTOGRAM, 0, 4 * 256 * 4)
  const pixels = width * height
  const step = stride(pixels)
  counted = 0
  // paper of one level would wait for its own count: four histograms in turn
  for (let i = 0; i < pixels; i += step, counted++) {
    const p = HISTOGRAM + (<usize>get<u8>(GREY + i) << 2) + ((counted & 3) << 10)
    set<u32>(p, get<u32>(p) + 1)
  }
  for (let p = HISTOGRAM, end = HISTOGRAM + 1024; p < end; p += 16)
    setVector(p, i32x4.add(i32x4.add(vector(p), vector(p + 1024)), i32x4.add(vector(p + 2048), vector(p + 3072))))
}

/** Whether ink is light: decides how the histogram reads. */
export function turn(light: boolean): void {
  backwards = light
  mode = commonest()
}

// @ts-ignore: decorator
@inline
function at(level: i32): i32 {
  return level < 0 || level > 255 ? 0 : get<i32>(HISTOGRAM + (<usize>(backwards ? 255 - level : level) << 2))
}

/** The level that so many pixels stay below or at. */
export function quantile(share: f32): i32 {
  const wanted = share * <f32>counted
  let sum = 0
  for (let level = 0; level < 255; level++) {
    sum += at(level)
    if (<f32>sum > wanted) return level
  }
  return 255
}

/** Otsu's threshold: the level up to which pixels are one class. */
function otsu(): i32 {
  let sum: f64 = 0
  for (let i = 0; i < 256; i++) sum += <f64>i * <f64>at(i)
  let below: f64 = 0
  let sumBelow: f64 = 0
  let best: f64 = -1
  let level = 0
  for (let i = 0; i < 256; i++) {
    below += <f64>at(i)
    if (below == 0) continue
    const above = <f64>counted - below
    if (above == 0) break
    sumBelow += <f64>i * <f64>at(i)
    const apart = sumBelow / below - (sum - sumBelow) / above
    const between = below * above * apart * apart
    if (between > best) {
      best = between
      level = i
    }
  }
  return level
}

function commonest(): i32 {
  const from = otsu() + 1
  let best = -1
  let level = 255
  for (let i = from; i < 256; i++) {
    let sum = 0
    for (let k = -4; k <= 4; k++) if (i + k >= from) sum += at(i + k) * (5 - abs(k))
    if (sum >= best) {
      best = sum
      level = i
    }
  }
  // all of one level
  return best <= 0 ? quantile(0.5) : level
}

/** Whether one value of paper explains the picture: a mode, ink far from it, little in between and nothing beyond. */
export function even(): boolean {
  const paper = mode
  const gap = <f32>(paper - quantile(0.002))
  // of faint ink the grain must be known
  if (gap < FAINT) return false
  let near = 0
  let between = 0
  let dark = 0
  let above = 0
  for (let i = 0; i < 256; i++) {
    const lower = <f32>(paper - i)
    if (abs(lower) <= 0.08 * gap + 2) near += at(i)
    else if (i > paper) above += at(i)
    else if (lower > 0.7 * gap) dark += at(i)
    else if (lower > 0.2 * gap) between += at(i)
  }
  const n = <f32>counted
  return <f32>near >= 0.2 * n && <f32>between <= 0.5 * <f32>dark + 0.02 * n && <f32>above <= 0.02 * n
}
