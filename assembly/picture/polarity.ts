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
  const skew = thirdMoment() <= 0
  const ring = edgeIsLight()
  if (ring == skew || min(width, height) < SMALL) return ring
  levels.turn(!ring)
  return levels.even() ? ring : skew
}

/** Whether the mean is at most the edge's median. */
function edgeIsLight(): boolean {
  const from = GREY
  let sum: i64 = 0
  const pixels = width * height
  let all = i32x4.splat(0)
  let p = from
  for (const end = GREY + <usize>(pixels & ~15); p < end; p += 16)
    all = i32x4.add(all, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(vector(p))))
  sum = <i64>i32x4.extract_lane(all, 0) + i32x4.extract_lane(all, 1)
  sum += <i64>i32x4.extract_lane(all, 2) + i32x4.extract_lane(all, 3)
  for (const end = GREY + <usize>pixels; p < end; p++) sum += get<u8>(p)
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
  return <f64>sum <= <f64>level * <f64>pixels
}

function tally(p: usize): void {
  const bin = LEVELS + (<usize>get<u8>(p) << 2)
  set<u32>(bin, get<u32>(bin) + 1)
}

/** Σ (v − local mean)³, of every second row where there are many; the local mean is that of a square of a third of the shorter side, in blocks. */
function thirdMoment(): f32 {
  columns = (width + BLOCK - 1) / BLOCK
  rows = (height + BLOCK - 1) / BLOCK
  const radius = max(1, (min(width, height) + 12) / (6 * BLOCK))
  blockSums()
  const step = width * height > 20_000 ? 2 : 1
  let cubes = f32x4.splat(0)
  for (let y = 0; y < height; y += step) {
    for (let block = 0; block < columns; block++) {
      const mean = blockMean(block - radius, y / BLOCK - radius, block + radius + 1, y / BLOCK + radius + 1)
      const bytes = vector4(GREY + <usize>(y * width + block * BLOCK))
      const pixels = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)))
      let off = f32x4.sub(pixels, f32x4.splat(mean))
      const beyond = block * BLOCK + BLOCK - width
      if (beyond > 0) off = v128.and(off, i32x4.gt_s(i32x4.splat(BLOCK - beyond), i32x4(0, 1, 2, 3)))
      cubes = f32x4.add(cubes, f32x4.mul(f32x4.mul(off, off), off))
    }
  }
  return f32x4.extract_lane(cubes, 0) + f32x4.extract_lane(cubes, 1) +
    (f32x4.extract_lane(cubes, 2) + f32x4.extract_lane(cubes, 3))
}

/** The mean of GREY, as it came, over blocks; what lies beyond the picture is left out. */
function blockMean(fromX: i32, fromY: i32, toX: i32, toY: i32): f32 {
  const left = max(0, fromX)
  const right = min(columns, toX)
  const upper = SMOOTH + (<usize>(max(0, fromY) * (columns + 1)) << 2)
  const lower = SMOOTH + (<usize>(min(rows, toY) * (columns + 1)) << 2)
  const sum = get<i32>(lower + (<usize>right << 2)) - get<i32>(lower + (<usize>left << 2)) -
    get<i32>(upper + (<usize>right << 2)) + get<i32>(upper + (<usize>left << 2))
  const tall = min(height, toY * BLOCK) - max(0, fromY) * BLOCK
  return <f32>sum / <f32>(tall * (min(width, right * BLOCK) - left * BLOCK))
}

/** Whether a square of `side` pixels, or what of one lies on the picture, may be darker than `limit` all over: not unless the mean of its whole blocks is. */
export function mayBeSolid(side: i32, limit: f32, dark: boolean): boolean {
  const blocks = max(1, side / BLOCK - 1)
  for (let y = 1 - blocks; y < rows; y++) {
    for (let x = 1 - blocks; x < columns; x++) {
      const mean = blockMean(x, y, x + blocks, y + blocks)
      if ((dark ? mean : <f32>255 - mean) <= limit) return true
    }
  }
  return false
}

let columns: i32 = 0
let rows: i32 = 0

/** Sums of GREY over all blocks above and to the left, with a row and a column of zeros: i32 [rows + 1][columns + 1]. */
function blockSums(): void {
  const line = <usize>(columns + 1) << 2
  fill(SMOOTH, 0, line)
  for (let j = 0; j < rows; j++) {
    const to = SMOOTH + line * <usize>(j + 1)
    set<i32>(to, 0)
    let sum = 0
    for (let i = 0; i < columns; i++) {
      const right = min(width, (i + 1) * BLOCK)
      for (let y = j * BLOCK, bottom = min(height, y + BLOCK); y < bottom; y++) {
        const p = GREY + <usize>(y * width)
        if (right == (i + 1) * BLOCK) {
          const four = get<u32>(p + <usize>(i * BLOCK))
          sum += (four & 255) + ((four >> 8) & 255) + ((four >> 16) & 255) + (four >> 24)
        } else for (let x = i * BLOCK; x < right; x++) sum += get<u8>(p + x)
      }
      const at = to + (<usize>(i + 1) << 2)
      set<i32>(at, sum + get<i32>(at - line))
    }
  }
}
