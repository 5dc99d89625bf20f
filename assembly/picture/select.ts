/** Which components are the digit: neither dust nor what lies along the picture's edge, the heaviest, and what belongs to it. */
import { get, set } from './access'
import * as c from './components'
import { SMOOTH } from './memory'
import { SMALL } from './polarity'
import { height, width } from './strip'

/** Flags of a component. */
export const ALIVE: u32 = 1
/** A table, a frame, the next cell. */
export const RESIDUE: u32 = 2
/** Of the digit. */
export const KEPT: u32 = 4

/** What `select` finds: the digit's box and main component; its parts; pixels and mass of what else is alive, and its greatest part's size. */
export let left: i32 = 0
export let right: i32 = 0
export let top: i32 = 0
export let bottom: i32 = 0
export let main: usize = 0
export let parts: i32 = 0
export let kept: u32 = 0
export let others: i32 = 0
export let othersMass: u32 = 0
export let othersSize: i32 = 0
/** Whether components were left out as residue, and the mean share of those and of the rest. */
export let residue: i32 = 0
export let residueShare: f32 = 0
export let aliveShare: f32 = 0

/** The mass of each component: Σ of SMOOTH. */
export function weigh(): void {
  for (let run = 0; run < c.runs; run++) {
    const row = SMOOTH + (<usize>(c.rowOf(run) * width) << 1)
    let sum: u32 = 0
    for (let x = c.leftOf(run), end = c.rightOf(run); x < end; x++) sum += <u32><i32>get<i16>(row + (<usize>x << 1))
    const e = c.component(c.ofRun(run))
    set<u32>(e + 12, c.mass(e) + sum)
  }
}

// @ts-ignore: decorator
@inline
function size(e: usize): i32 {
  return max(c.right(e) - c.left(e), c.bottom(e) - c.top(e))
}

// @ts-ignore: decorator
@inline
function alive(e: usize): boolean {
  return (c.flags(e) & ALIVE) != 0
}

/** Marks who is ALIVE and what is RESIDUE; where all ink is wanted, scraps along an edge do not count. @returns how many are alive */
export function sift(whole: bool): i32 {
  const pixels = <f32>(width * height)
  const short = min(width, height)
  const least = short >= SMALL ? max<i32>(3, <i32>ceil(0.00012 * pixels)) : 1
  let living = 0
  for (let i = 0; i < c.count; i++) {
    const e = c.component(i)
    const live = c.pixels(e) >= least
    c.setFlags(e, live ? ALIVE : 0)
    living += i32(live)
  }
  residue = 0
  if (short < 20 || living < 2) return living
  // the share of the shorter side that something blameless must have for it to go
  let big = 0
  for (let i = 0; i < c.count; i++) {
    const e = c.component(i)
    if (!alive(e)) continue
    const need = blame(e, whole)
    set<f32>(e + 28, need)
    if (need == 0) big = max(big, size(e))
  }
  let out: f32 = 0
  let outPixels = 0
  let rest: f32 = 0
  let restPixels = 0
  for (let i = 0; i < c.count; i++) {
    const e = c.component(i)
    if (!alive(e)) continue
    const need = get<f32>(e + 28)
    if (need > 0 && <f32>big > need * <f32>short) {
      c.setFlags(e, RESIDUE)
      residue++
      living--
      out += <f32>c.mass(e)
      outPixels += c.pixels(e)
    } else {
      rest += <f32>c.mass(e)
      restPixels += c.pixels(e)
    }
  }
  residueShare = outPixels > 0 ? out / <f32>outPixels : 0
  aliveShare = restPixels > 0 ? rest / <f32>restPixels : 0
  return living
}

/** 0, or how large the rest must be for this one to go: a ring with content, a bar along an edge, a scrap of the next cell. */
function blame(e: usize, whole: bool): f32 {
  const w = c.right(e) - c.left(e)
  const h = c.bottom(e) - c.top(e)
  const tallest = <f32>max(c.touching(e, 0), c.touching(e, 1)) / <f32>height
  const along = max(tallest, <f32>max(c.touching(e, 2), c.touching(e, 3)) / <f32>width)
  const touch = c.touching(e, 0) + c.touching(e, 1) + c.touching(e, 2) + c.touching(e, 3)
  const filled = <f32>c.pixels(e) / <f32>(w * h)
  const thick = <f32>c.pixels(e) / <f32>max(max(w, h), touch)
  const short = <f32>min(width, height)
  if (<f32>w > 0.8 * <f32>width && <f32>h > 0.8 * <f32>height && thick < 0.12 * short && hasContent(e, 0.15 * short)) return 0.15
  // a box drawn around the digit
  const own = <f32>max(w, h)
  if (<f32>c.pixels(e) / own < 0.35 * own && filled < 0.35 && hasContent(e, 0.4 * own)) return 0.1
  if (along > 0.4 && (filled > 0.8 || thick < 0.045 * short)) return 0.1
  const acrossEdge = <f32>c.right(e) < 0.12 * <f32>width || <f32>c.left(e) > 0.88 * <f32>width
  const downEdge = <f32>c.bottom(e) < 0.12 * <f32>height || <f32>c.top(e) > 0.88 * <f32>height
  if (!whole && touch > 0 && (acrossEdge || downEdge)) return 0.15
  return along > 0.4 ? 0.3 : 0
}

function hasContent(ring: usize, least: f32): boolean {
  for (let i = 0; i < c.count; i++) {
    const e = c.component(i)
    if (e == ring || !alive(e)) continue
    if (<f32>c.mass(e) <= 0.05 * <f32>c.mass(ring) || <f32>size(e) <= least) continue
    if (c.left(e) > c.left(ring) && c.right(e) < c.right(ring) && c.top(e) > c.top(ring) && c.bottom(e) < c.bottom(ring)) return true
  }
  return false
}

/** Marks what is KEPT: the heaviest, those in the middle preferred, and what is near enough and no dust. */
export function select(): void {
  main = 0
  let most: f32 = -1
  for (let i = 0; i < c.count; i++) {
    const e = c.component(i)
    if (!alive(e)) continue
    const dx = <f32>(c.left(e) + c.right(e) - width) / <f32>width
    const dy = <f32>(c.top(e) + c.bottom(e) - height) / <f32>height
    const weight = <f32>c.mass(e) * (1 - 0.35 * min<f32>(1, sqrt<f32>(dx * dx + dy * dy)))
    if (weight > most) {
      most = weight
      main = e
    }
  }
  nothing()
  keep(main)
  // what is joined may bring others near: most pictures need two rounds
  let more = true
  for (let round = 0; more && round < 16; round++) {
    more = false
    for (let i = 0; i < c.count; i++) {
      const e = c.component(i)
      if (c.flags(e) != ALIVE || !belongs(e)) continue
      keep(e)
      more = true
    }
  }
  for (let i = 0; i < c.count; i++) {
    const e = c.component(i)
    if (c.flags(e) != ALIVE) continue
    others++
    othersMass += c.mass(e)
    othersSize = max(othersSize, size(e))
  }
}

/** Marks all that is alive as KEPT. */
export function selectAll(): void {
  nothing()
  for (let i = 0; i < c.count; i++) {
    main = c.component(i)
    if (alive(main)) keep(main)
  }
}

function nothing(): void {
  left = width
  top = height
  right = bottom = parts = others = othersSize = 0
  kept = othersMass = 0
}

function keep(e: usize): void {
  c.setFlags(e, ALIVE | KEPT)
  left = min(left, c.left(e))
  right = max(right, c.right(e))
  top = min(top, c.top(e))
  bottom = max(bottom, c.bottom(e))
  kept += c.mass(e)
  parts++
}

function belongs(e: usize): boolean {
  if (<f32>c.mass(e) < 0.02 * <f32>c.mass(main)) return false
  const s = <f32>size(main)
  const w = <f32>(c.right(e) - c.left(e))
  const h = <f32>(c.bottom(e) - c.top(e))
  const dx = <f32>max(0, max(c.left(e) - right, left - c.right(e)))
  const dy = <f32>max(0, max(c.top(e) - bottom, top - c.bottom(e)))
  // a stroke below it all
  if (w > 0.6 * s && h < 0.12 * w && w > 6 * h && dy > 0 && c.top(e) > bottom - 1) return false
  return sqrt<f32>(dx * dx + dy * dy) <= 0.3 * s && !(dx > 0.05 * s && h > 0.6 * <f32>(c.bottom(main) - c.top(main)))
}
