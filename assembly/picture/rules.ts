/** Rules, box lines and frames: long thin runs that reach across the picture. Where a stroke crosses them it stays. */
import { fill, get, set, setVector, vector } from './access'
import * as c from './components'
import { LINE, MOST_PIECES, PIECES, THIN } from './memory'

/** What `rules` has taken: pixels, lines, and the thickest of them. */
export let taken: i32 = 0
export let lines: i32 = 0
export let thickest: f32 = 0

let pieces: i32 = 0
/** Lines may be as thick, of the picture's height. */
let thick: f32 = 0

/** Marks in `away` what belongs to lines along the rows of a mask of w × h. */
export function rules(mask: usize, away: usize, w: i32, h: i32): void {
  taken = lines = 0
  thickest = 0
  thick = max<f32>(3, 0.06 * <f32>h)
  const least = max(8, (w + 3) / 6)
  // lines reach across the picture; most pictures have no runs that do, even together
  if (<f32>longRuns(mask, w, h, least, false) < 0.8 * <f32>w) return
  fill(THIN, 0, <usize>(w * h))
  longRuns(mask, w, h, least, true)
  c.components(THIN, w, h)
  sortPieces(least)
  let from = 0
  let to = 0
  for (let i = 0; i < pieces; i++) {
    if (limit(piece(i)) != 0 || !line(i, w)) continue
    if (lines++ == 0) {
      from = lineLeft
      to = lineRight
    }
  }
  // a single line must run from edge to edge
  if (lines == 1 && (<f32>from > 0.04 * <f32>w || <f32>to < 0.96 * <f32>w)) lines = 0
  if (lines == 0) return
  erase(mask, away, w, h)
  // one bar, and the rest of the ink reaches the top or the bottom: a digit that fills its picture
  if (lines == 1 && touches(mask, away, w, h)) {
    fill(away, 0, <usize>(w * h))
    taken = lines = 0
    thickest = 0
  }
}

/**
 * Runs of at least `least` pixels of a row with those above and below, since lines may lean. With `mark`, their ink that is part of nothing thick goes to THIN.
 *
 * @returns from the first of their columns to the last
 */
function longRuns(mask: usize, w: i32, h: i32, least: i32, mark: boolean): i32 {
  let from = w
  let to = 0
  for (let y = 0; y < h; y++) {
    const row = <usize>(y * w)
    const above = y > 0 ? row - w : row
    const below = y < h - 1 ? row + w : row
    let solid = false
    for (let x: usize = 0; x < <usize>w; x += 16) {
      const inked = v128.or(vector(mask + row + x), v128.or(vector(mask + above + x), vector(mask + below + x)))
      setVector(LINE + x, inked)
      if (i8x16.all_true(inked)) solid = true
    }
    // a run of 31 pixels covers a whole vector
    if (least > 30 && !solid) continue
    for (let x = 0; x < w; ) {
      while (x + 8 <= w && get<u64>(LINE + x) == 0) x += 8
      if (x >= w) break
      if (get<u8>(LINE + x) == 0) {
        x++
        continue
      }
      const start = x
      while (x < w && get<u8>(LINE + x)) x++
      if (x - start < least) continue
      from = min(from, start)
      to = max(to, x)
      if (mark) for (let i = start; i < x; i++)
        if (get<u8>(mask + row + i) && tall(mask, w, h, i, y) <= <i32>thick + 1) set<u8>(THIN + row + i, 1)
    }
  }
  return to - from
}

/** Pixels of ink above and below one another through this one, as far as it matters. */
function tall(mask: usize, w: i32, h: i32, x: i32, y: i32): i32 {
  const most = 2 * <i32>thick + 3
  let from = y
  while (from > 0 && y - from < most && get<u8>(mask + <usize>((from - 1) * w + x))) from--
  let to = y + 1
  while (to < h && to - from < most && get<u8>(mask + <usize>(to * w + x))) to++
  return to - from
}

// @ts-ignore: decorator
@inline
function piece(i: i32): usize {
  return c.component(get<i32>(PIECES + (<usize>i << 2)))
}
// @ts-ignore: decorator
@inline
function wide(e: usize): i32 {
  return c.right(e) - c.left(e)
}
/** Up to which height a piece's runs are its line's, 0 for none. */
// @ts-ignore: decorator
@inline
function limit(e: usize): f32 {
  return get<f32>(e + 28)
}

/** PIECES: what is long and flat, the longest first. */
function sortPieces(least: i32): void {
  pieces = 0
  for (let i = 0; i < c.count; i++) {
    const e = c.component(i)
    const long = wide(e)
    if (2 * long < least || <f32>(c.bottom(e) - c.top(e)) > thick + <f32>long / 12) continue
    if (pieces == MOST_PIECES) return
    let at = pieces++
    for (; at > 0 && wide(piece(at - 1)) < long; at--) set<i32>(PIECES + (<usize>at << 2), get<i32>(PIECES + (<usize>at << 2) - 4))
    set<i32>(PIECES + (<usize>at << 2), i)
  }
}

let lineLeft: i32 = 0
let lineRight: i32 = 0

/** Whether a piece and others at like height, of a slope of at most 1:12, make a line; then all of them have its limit. */
function line(i: i32, w: i32): boolean {
  const p = piece(i)
  lineLeft = c.left(p)
  lineRight = c.right(p)
  let covered = wide(p)
  let pixels = c.pixels(p)
  for (let j = 0; j < pieces; j++) {
    const q = piece(j)
    if (j == i || limit(q) != 0 || !beside(p, q)) continue
    lineLeft = min(lineLeft, c.left(q))
    lineRight = max(lineRight, c.right(q))
    covered += wide(q)
    pixels += c.pixels(q)
  }
  const own = <f32>pixels / <f32>covered
  if (<f32>(lineRight - lineLeft) < 0.8 * <f32>w || <f32>covered < 0.35 * <f32>w || own > thick) return false
  for (let j = 0; j < pieces; j++) {
    const q = piece(j)
    if (j == i || (limit(q) == 0 && beside(p, q))) set<f32>(q + 28, 1.7 * own + 1.5)
  }
  thickest = max(thickest, own)
  return true
}

function beside(p: usize, q: usize): boolean {
  const apart = <f32>abs(c.top(q) + c.bottom(q) - c.top(p) - c.bottom(p)) / 2
  const along = max(abs(c.left(q) - c.right(p)), abs(c.left(p) - c.right(q)))
  if (apart > thick / 2 + <f32>along / 12) return false
  return c.right(q) <= c.left(p) + 2 || c.left(q) >= c.right(p) - 2
}

/** Only where the run that crosses the line is short. */
function erase(mask: usize, away: usize, w: i32, h: i32): void {
  for (let run = 0; run < c.runs; run++) {
    const most = limit(c.component(c.ofRun(run)))
    if (most == 0) continue
    const y = c.rowOf(run)
    for (let x = c.leftOf(run), end = c.rightOf(run); x < end; x++) {
      if (<f32>tall(mask, w, h, x, y) > most) continue
      set<u8>(away + <usize>(y * w + x), 1)
      taken++
    }
  }
}

/** Whether ink that stays reaches the upper or lower edge, corners left out. */
function touches(mask: usize, away: usize, w: i32, h: i32): boolean {
  const margin = max(1, <i32>(0.015 * <f32>h + 0.5))
  const side = <i32>(0.06 * <f32>w + 0.5)
  let count = 0
  for (let y = 0; y < h; y++) {
    if (y >= margin && y < h - margin) continue
    for (let x = side; x < w - side; x++) {
      const p = <usize>(y * w + x)
      if (get<u8>(mask + p) && !get<u8>(away + p)) count++
    }
  }
  return count >= 2
}
