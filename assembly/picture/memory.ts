/**
 * Where a picture lies on its way to ink. Planes have w × h pixels row by row without padding (w, h ≤ 400), and room for a vector behind them.
 *
 *   STRIP      bytes as the host gives them, 1, 3 or 4 a pixel
 *   COLOUR     RGBA on white paper, area-reduced, and the mean opacity
 *   GREY       u8, 0 … 255, ink dark after `orient`
 *   PAPER      u8, what the paper would show at each pixel
 *   SHARE      i16, (paper − grey) / paper in 4096ths: the share of the paper's light that is missing; SMOOTH the same without grain
 *   MASK       u8, 1 where there is ink; GONE 1 where lines, frames and tables were
 *   RUNS       [run] left u16, right u16 (exclusive), row u16, component u16
 *   COMPONENTS [component] COMPONENT bytes, see components.ts
 *   INK        u8, soft ink of the digit alone, on a crop: [height][INK_STRIDE]
 */
import { ARENA, ARENA_SIZE } from './arena'
import { allow } from './access'

/** Longer side of the working picture. */
export const SIDE: i32 = 400
const PIXELS: usize = SIDE * SIDE
const GAP: usize = 64
/** Bytes that a plane may be read beyond its end. */
const SLACK: usize = 64

export const STRIP_SIZE: usize = 1 << 18
/** Closing works on a picture with a margin of its window's radius on each side: at most 60. Rows are padded to vectors. */
export const WIDE_SIDE: i32 = 528
const WIDE_SIZE: usize = WIDE_SIDE * WIDE_SIDE
/** Runs: at most every second pixel of a row. */
export const MOST_RUNS: i32 = SIDE * (SIDE / 2) + SIDE
/** Components: no two of them begin at neighbouring pixels. */
export const MOST_COMPONENTS: i32 = (SIDE / 2 + 1) * (SIDE / 2 + 1)
export const RUN: usize = 8
export const COMPONENT: usize = 32
/** Soft ink: the crop and a margin into which thin strokes are broadened. */
export const INK_STRIDE: usize = 528
const INK_SIZE: usize = INK_STRIDE * 528
/** Bins of the histogram of shares, −1 … 1 in 4096ths. */
export const BINS: i32 = 8193
const LEVELS_SIZE: usize = (BINS * 4 + 15) & ~15
const PARENTS_SIZE: usize = (MOST_COMPONENTS * 2 + 15) & ~15

export const STRIP: usize = ARENA
export const SUMS: usize = STRIP + STRIP_SIZE + SLACK + GAP
export const COLOUR: usize = SUMS + SIDE * 16 + GAP
export const GREY: usize = COLOUR + 4 * PIXELS + SLACK + GAP
export const PAPER: usize = GREY + PIXELS + SLACK + GAP
export const WIDE_A: usize = PAPER + PIXELS + SLACK + GAP
export const WIDE_B: usize = WIDE_A + WIDE_SIZE + SLACK + GAP
export const SHARE: usize = WIDE_B + WIDE_SIZE + SLACK + GAP
export const SMOOTH: usize = SHARE + 2 * PIXELS + SLACK + GAP
export const SMOOTH_B: usize = SMOOTH + 2 * PIXELS + SLACK + GAP
export const MASK: usize = SMOOTH_B + 2 * PIXELS + SLACK + GAP
export const GONE: usize = MASK + PIXELS + SLACK + GAP
export const AWAY: usize = GONE + PIXELS + SLACK + GAP
export const TURNED: usize = AWAY + PIXELS + SLACK + GAP
export const TURNED_AWAY: usize = TURNED + PIXELS + SLACK + GAP
export const THIN: usize = TURNED_AWAY + PIXELS + SLACK + GAP
export const RUNS: usize = THIN + PIXELS + SLACK + GAP
export const PARENTS: usize = RUNS + <usize>MOST_RUNS * RUN + GAP
export const COMPONENTS: usize = PARENTS + PARENTS_SIZE + GAP
export const PIECES: usize = COMPONENTS + <usize>MOST_COMPONENTS * COMPONENT + GAP
export const MOST_PIECES: i32 = 1024
export const INK: usize = PIECES + MOST_PIECES * 4 + GAP
export const INK_B: usize = INK + INK_SIZE + SLACK + GAP
/** A row of a mask with those above and below. */
export const LINE: usize = INK_B + INK_SIZE + SLACK + GAP
export const HISTOGRAM: usize = LINE + SIDE + SLACK + GAP
export const LEVELS: usize = HISTOGRAM + 4 * 256 * 4 + GAP
/** The digit, 28 × 28 bytes, and sums of INK's columns, f32. */
export const DIGIT: usize = LEVELS + LEVELS_SIZE + GAP
export const COLUMNS: usize = DIGIT + 784 + SLACK + GAP
export const FEATURES: usize = COLUMNS + INK_STRIDE * 4 + GAP
const END: usize = FEATURES + 64 + GAP

if (END > ARENA + <usize>ARENA_SIZE) ERROR('the arena is too small')

/** Opens every region to the kernels of the checked build; the gaps between them stay closed. */
export function allowAll(): void {
  if (ASC_NO_ASSERT) return
  allow(STRIP, STRIP_SIZE + SLACK)
  allow(SUMS, SIDE * 16)
  allow(COLOUR, 4 * PIXELS + SLACK)
  allow(GREY, PIXELS + SLACK)
  // smoothing reads the pixel before a plane's first, and does without it
  allow(PAPER - 16, PIXELS + SLACK + 16)
  allow(WIDE_A, WIDE_SIZE + SLACK)
  allow(WIDE_B, WIDE_SIZE + SLACK)
  allow(SHARE, 2 * PIXELS + SLACK)
  allow(SMOOTH - 16, 2 * PIXELS + SLACK + 16)
  allow(SMOOTH_B, 2 * PIXELS + SLACK)
  allow(MASK, PIXELS + SLACK)
  allow(GONE, PIXELS + SLACK)
  allow(AWAY, PIXELS + SLACK)
  allow(TURNED, PIXELS + SLACK)
  allow(TURNED_AWAY, PIXELS + SLACK)
  allow(THIN, PIXELS + SLACK)
  allow(RUNS, <usize>MOST_RUNS * RUN)
  allow(PARENTS, PARENTS_SIZE)
  allow(COMPONENTS, <usize>MOST_COMPONENTS * COMPONENT)
  allow(PIECES, MOST_PIECES * 4)
  allow(INK, INK_SIZE + SLACK)
  allow(INK_B, INK_SIZE + SLACK)
  allow(LINE, <usize>SIDE + SLACK)
  allow(HISTOGRAM, 4 * 256 * 4)
  allow(LEVELS, LEVELS_SIZE)
  allow(DIGIT, 784 + SLACK)
  allow(COLUMNS, INK_STRIDE * 4)
  allow(FEATURES, 64)
}
