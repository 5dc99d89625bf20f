/** Whether ink is darker or lighter than its paper. */
import { fill, get, set, setVector, vector, vector4 } from './access'
import { GREY, LEVELS, SMOOTH } from './memory'
import * as levels from './levels'
import { height, width } from './strip'

/** Side of the blocks of which local means are made. */
const BLOCK: i32 = 4
/** Pictures below this shorter side have paper of one value. */
export const SMALL: i32 = 40

/** Makes ink dark: GREY as it is, or turned over. @returns whether it was dark */
export function orient(): boolean {
  const dark = inkIsDark()
  if (!dark) {
    const white = i8x16.splat(-1)
    for (let p = GREY, end = GREY + <usize>(width * height); p < end; p += 16)
      setVector(p, v128.xor(vector(p), white))
  }
  levels.turn(!dark)
  return dark
}

/**
 * Ink is the rarer side of its neighbourhood: the sign of the third moment about a local mean. The median of the picture's edge decides where the two
 * disagree if a quarter of all pixels are like it: a bold digit on little paper.
 */
function inkIsDark(): boolean {
  blockSums()
  const skew = localSkew() <= 0
  const ring = edgeIsLight()
  if (ring == skew || min(width, height) < SMALL) return ring
  levels.turn(!ring)
  return levels.even() ? ring : skew
}

/** Whether the mean is at most the edge's median; after `blockSums`. */
function edgeIsLight(): boolean {
  // the edge is counted apart, in a histogram that lies where that of shares will
  fill(LEVELS, 0, 1024)
  const last = GREY + <usize>((height - 1) * width)
  for (let x = 0; x < width; x++) {
    tally(GREY + x)
    tally(last + x)
  }
  for (let y = 0; y < height; y++) {
    tally(GREY + <usize>(y * width))
    tally(GREY + <usize>(y * width + width - 1))
  }
  let left = width + height
  let level = 0
  while (level < 255) {
    left -= get<i32>(LEVELS + (<usize>level << 2))
    if (left < 0) break
    level++
  }
  return <f64>get<i32>(SMOOTH + (<usize>(rows * (columns + 1) + columns) << 2)) <= <f64>level * <f64>(width * height)
}

function tally(p: usize): void {
  const bin = LEVELS + (<usize>get<u8>(p) << 2)
  set<u32>(bin, get<u32>(bin) + 1)
}

/** Σ (v − local mean)³, of every second row where there are many; the local mean is that of a square of a third of the shorter side, in blocks. */
export function localSkew(): f32 {
  const radius = max(1, (min(width, height) + 12) / (6 * BLOCK))
  const step = width * height > 20_000 ? 2 : 1
  let cubes = f32x4.splat(0)
  for (let j = 0; j < rows; j++) {
    openBand(j - radius, j + radius + 1)
    for (let i = 0; i < columns; i++) {
      const mean = f32x4.splat(<f32>sumFrom(i - radius, i + radius + 1) / <f32>area)
      const inside = i32x4.gt_s(i32x4.splat(width - i * BLOCK), i32x4(0, 1, 2, 3))
      for (let y = j * BLOCK, end = min(height, y + BLOCK); y < end; y += step) {
        const bytes = vector4(GREY + <usize>(y * width + i * BLOCK))
        const pixels = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)))
        const off = v128.and(f32x4.sub(pixels, mean), inside)
        cubes = f32x4.add(cubes, f32x4.mul(f32x4.mul(off, off), off))
      }
    }
  }
  return f32x4.extract_lane(cubes, 0) + f32x4.extract_lane(cubes, 1) +
    (f32x4.extract_lane(cubes, 2) + f32x4.extract_lane(cubes, 3))
}

/** Whether a square of `side` pixels, or what of one lies on the picture, may be darker than `limit` all over: not unless the mean of its whole blocks is. */
export function mayBeSolid(side: i32, limit: f32, dark: boolean): boolean {
  const blocks = max(1, side / BLOCK - 1)
  for (let y = 1 - blocks; y < rows; y++) {
    openBand(y, y + blocks)
    for (let x = 1 - blocks; x < columns; x++) {
      const sum = sumFrom(x, x + blocks)
      const light: i32 = dark ? sum : 255 * area - sum
      if (<f32>light <= limit * <f32>area) return true
    }
  }
  return false
}

let columns: i32 = 0
let rows: i32 = 0
/** A band of rows of blocks: its sums, and its height in pixels; the area of what `sumFrom` has added up. */
let upper: usize = 0
let lower: usize = 0
let tall: i32 = 0
let area: i32 = 0

/** The blocks' rows from `fromY` to `toY`, as far as they lie on the picture. */
function openBand(fromY: i32, toY: i32): void {
  const line = <usize>(columns + 1) << 2
  upper = SMOOTH + line * <usize>max(0, fromY)
  lower = SMOOTH + line * <usize>min(rows, toY)
  tall = min(height, toY * BLOCK) - max(0, fromY) * BLOCK
}

/** Σ GREY, as it came, over the band's blocks from column `fromX` to `toX`. */
// @ts-ignore: decorator
@inline
function sumFrom(fromX: i32, toX: i32): i32 {
  const left = max(0, fromX)
  const right = min(columns, toX)
  const from = <usize>left << 2
  const to = <usize>right << 2
  area = tall * (min(width, right * BLOCK) - left * BLOCK)
  return get<i32>(lower + to) - get<i32>(lower + from) - get<i32>(upper + to) + get<i32>(upper + from)
}

/** Sums of GREY over all blocks above and to the left, with a row and a column of zeros: i32 [rows + 1][columns + 1]. */
export function blockSums(): void {
  columns = (width + BLOCK - 1) / BLOCK
  rows = (height + BLOCK - 1) / BLOCK
  const line = <usize>(columns + 1) << 2
  fill(SMOOTH, 0, line)
  for (let j = 0; j < rows; j++) {
    let to = SMOOTH + line * <usize>(j + 1)
    set<i32>(to, 0)
    let before = 0
    // four blocks at a time; those beyond the picture are empty, and the next row is written over them
    for (let x = 0; x < width; x += 16, to += 16) {
      const inside = i8x16.gt_s(
        i8x16.splat(<i8>min(16, width - x)), i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
      let pairs = i16x8.splat(0)
      for (let y = j * BLOCK, bottom = min(height, y + BLOCK); y < bottom; y++)
        pairs = i16x8.add(pairs, i16x8.extadd_pairwise_i8x16_u(v128.and(vector(GREY + <usize>(y * width + x)), inside)))
      let sums = i32x4.extadd_pairwise_i16x8_u(pairs)
      const none = i32x4.splat(0)
      sums = i32x4.add(sums, v128.shuffle<i32>(none, sums, 0, 4, 5, 6))
      sums = i32x4.add(i32x4.add(sums, v128.shuffle<i32>(none, sums, 0, 0, 4, 5)), i32x4.splat(before))
      before = i32x4.extract_lane(sums, 3)
      setVector(to + 4, i32x4.add(sums, vector(to + 4 - line)))
    }
  }
}
