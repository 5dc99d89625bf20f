/**
 * From the picture that has been taken in to the digit's soft ink. Every stage is a function over the regions of memory.ts; what there is to be known
 * afterwards lies in FEATURES.
 */
import { closing, radius } from './closing'
import { components } from './components'
import { copy, fill, get, set } from './access'
import * as c from './components'
import { grey } from './grey'
import * as levels from './levels'
import * as lines from './lines'
import { contrast, countShares, level, mask, veil } from './mask'
import { AWAY, GONE, GREY, MASK, PAPER, SHARE, SMOOTH } from './memory'
import { mayBeSolid, orient, SMALL } from './polarity'
import * as select from './select'
import { lower, ONE, shareOfEven, shareOfPaper, smooth, startSmooth } from './share'
import * as soft from './soft'
import { height, width } from './strip'

/** What `find` comes to. */
export const enum Found {
  /** Paper, or nothing but lines. */
  Nothing,
  Ink,
}

/** Contrast below which nothing is drawn, in 4096ths, and how far it must stand above the grain. */
const FAINT: i32 = 184
const ABOVE_GRAIN: f32 = 8
/** The grain is smoothed until ink stands as far above it, in as many rounds at most. */
const WANTED: f32 = 24
const ROUNDS: i32 = 12
const LEAST_GRAIN: f32 = 0.002 * <f32>4096
/** The mask's threshold as a share of the contrast, for pictures of paper of one value, and its least distance from the grain. */
const THRESHOLD: f32 = 0.35
const THRESHOLD_SMALL: f32 = 0.2
const NOISE: f32 = 4

/** Grain and contrast in 4096ths; how many lines were taken; whether ink was dark, and the paper of one value. */
export let grain: f32 = 0
export let sharp: i32 = 0
export let lined: i32 = 0
export let dark: boolean = true
export let isEven: boolean = false

/** Whether all ink is wanted, not one digit's. */
let whole: bool = false

/** INK, and whether there is any: of one digit, or of all that is written (`all`). */
export function find(all: bool = false): Found {
  whole = all
  grey()
  levels.count()
  dark = orient()
  let found = inked(true, false)
  // what closing takes for paper all over may be a digit that fills its picture
  if (found == Found.Nothing && levels.even()) found = inked(true, true)
  // one line and nothing else: a 1 that fills its picture
  if (found == Found.Nothing && lined == 1) found = inked(false, false)
  return found
}

function inked(withLines: boolean, onePaper: boolean): Found {
  lined = 0
  paper(onePaper)
  const small = min(width, height) < SMALL
  fill(GONE, 0, <usize>(width * height))
  for (let round = 0; round < 4; round++) {
    sharp = contrast()
    if (round == 0 && !isEven) settle()
    if (sharp < FAINT || <f32>sharp < ABOVE_GRAIN * grain) return Found.Nothing
    const below = isEven ? 0 : veil(sharp)
    mask(below + <i32>max((small ? THRESHOLD_SMALL : THRESHOLD) * <f32>(sharp - below), NOISE * grain))
    let taken = false
    if (withLines && !small && lines.eraseLines()) {
      taken = true
      lined += lines.found
      // what is left is fainter: look again
      if (round < 3 && <f32>contrast() < 0.9 * <f32>sharp) continue
    }
    components(MASK, width, height)
    select.weigh()
    const alive = select.sift(whole)
    if (select.residue > 0 && round < 3 && select.aliveShare < 0.85 * select.residueShare && dropResidue()) {
      if (<f32>contrast() < 0.9 * <f32>sharp) continue
      components(MASK, width, height)
      select.weigh()
      if (select.sift(whole) == 0) return Found.Nothing
    } else if (alive == 0) {
      if (taken) continue
      return Found.Nothing
    }
    if (whole) select.selectAll()
    else select.select()
    soft.soften(grain, isEven, whole, <f32>below)
    return Found.Ink
  }
  return Found.Nothing
}

/** SHARE and SMOOTH, and the paper's grain. */
function paper(onePaper: boolean): void {
  const small = min(width, height) < SMALL
  isEven = small || onePaper || levels.even()
  if (isEven && !small && !onePaper && maySolid()) {
    closing()
    isEven = !solid()
  } else if (!isEven) closing()
  if (isEven) {
    shareOfEven(levels.mode)
    grain = LEAST_GRAIN
  } else {
    shareOfPaper()
    countShares(SHARE)
    const base = level(0.4)
    grain = max(<f32>(base - level(0.1)) / 1.03, LEAST_GRAIN)
    if (base > 0) lower(base)
  }
  startSmooth()
}

function darkLimit(): f32 {
  const level = levels.mode
  return <f32>level - 0.5 * <f32>(level - levels.quantile(0.002))
}

/** Saves the closing where there is clearly none. */
function maySolid(): boolean {
  return mayBeSolid(2 * radius() + 1, darkLimit(), dark)
}

/** Whether a dark square of the window's size stands on the picture, which even paper does not explain: a shadow, a table. */
function solid(): boolean {
  const limit = darkLimit()
  const pixels = width * height
  let count = 0
  for (let i = 0; i < pixels; i += 7) count += i32(<f32>get<u8>(PAPER + i) < limit)
  return <f32>(count * 7) > 0.02 * <f32>pixels
}

function settle(): void {
  for (let round = 0; round < ROUNDS && grain > 2 * LEAST_GRAIN && <f32>sharp < WANTED * grain; round++) {
    smooth()
    countShares(SMOOTH)
    grain = max(<f32>(level(0.4) - level(0.1)) / 1.03, LEAST_GRAIN)
    sharp = contrast()
  }
}

/** What lies along the edges goes where it is darker than the rest: the rest's own contrast counts. */
function dropResidue(): boolean {
  fill(AWAY, 0, <usize>(width * height))
  c.paint(AWAY, width, select.RESIDUE)
  return lines.spread(AWAY) > 0
}
