/** Takes rules and frames out of MASK in both directions, and what is left of their crossings and rims. */
import { fill, get, set, setVector, vector } from './access'
import * as c from './components'
import { AWAY, GONE, MASK, THIN, TURNED, TURNED_AWAY } from './memory'
import * as r from './rules'
import { height, width } from './strip'
import { transpose } from './transpose'

/** How many lines `eraseLines` has found. */
export let found: i32 = 0

/** MASK without lines; GONE has them with their rims. @returns whether there were any */
export function eraseLines(): boolean {
  const pixels = <usize>(width * height)
  fill(AWAY, 0, pixels)
  r.rules(MASK, AWAY, width, height)
  const across = r.lines
  const takenAcross = r.taken
  let thickest = r.thickest
  transpose(MASK, width, width, height, TURNED, height)
  fill(TURNED_AWAY, 0, pixels)
  r.rules(TURNED, TURNED_AWAY, height, width)
  found = across + r.lines
  if (takenAcross + r.taken == 0) return false
  thickest = max(thickest, r.thickest)
  transpose(TURNED_AWAY, height, height, width, TURNED, width)
  for (let p: usize = 0; p < pixels; p += 16) {
    const away = v128.or(vector(AWAY + p), vector(TURNED + p))
    setVector(AWAY + p, away)
    setVector(THIN + p, v128.andnot(vector(MASK + p), away))
  }
  crumbs(2 * <i32>thickest + 3)
  spread(AWAY)
  return true
}

/** Where two lines cross neither was thin: components no larger than a crossing, beside what was erased, are erased too. */
function crumbs(small: i32): void {
  c.components(THIN, width, height)
  for (let run = 0; run < c.runs; run++) {
    const e = c.component(c.ofRun(run))
    if (c.flags(e) || c.right(e) - c.left(e) > small || c.bottom(e) - c.top(e) > small) continue
    if (beside(c.leftOf(run), c.rightOf(run), c.rowOf(run))) c.setFlags(e, 1)
  }
  c.paint(AWAY, width, 1)
}

function beside(left: i32, right: i32, y: i32): boolean {
  const row = AWAY + <usize>(y * width)
  if (left > 0 && get<u8>(row + left - 1)) return true
  if (right < width && get<u8>(row + right)) return true
  for (let x = left; x < right; x++) {
    if (y > 0 && get<u8>(row + x - width)) return true
    if (y < height - 1 && get<u8>(row + x + width)) return true
  }
  return false
}

/**
 * GONE takes in what is marked in `plane`, and what is at most two and a half pixels from it and not ink.
 * MASK loses what is gone. @returns how many pixels are gone that were not
 */
export function spread(plane: usize): i32 {
  let more = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; ) {
      const p = plane + <usize>(y * width + x)
      if (x + 8 <= width && get<u64>(p) == 0) {
        x += 8
        continue
      }
      if (get<u8>(p)) more += around(plane, x, y)
      x++
    }
  }
  return more
}

function around(plane: usize, x: i32, y: i32): i32 {
  let more = 0
  const here = plane + <usize>(y * width + x)
  const inside = x > 0 && x < width - 1 && y > 0 && y < height - 1 &&
    get<u8>(here - 1) && get<u8>(here + 1) && get<u8>(here - width) && get<u8>(here + width)
  if (inside) {
    // its neighbours see to what is around
    set<u8>(GONE + <usize>(y * width + x), 1)
    set<u8>(MASK + <usize>(y * width + x), 0)
    return 0
  }
  for (let j = max(0, y - 2), bottom = min(height, y + 3); j < bottom; j++) {
    const reach = abs(j - y) == 2 ? 1 : 2
    for (let i = max(0, x - reach), right = min(width, x + reach + 1); i < right; i++) {
      const p = <usize>(j * width + i)
      if (get<u8>(GONE + p) || (get<u8>(MASK + p) && !get<u8>(plane + p))) continue
      set<u8>(GONE + p, 1)
      set<u8>(MASK + p, 0)
      more++
    }
  }
  return more
}
