/**
 * The digits in memory: MNIST's own first, then two pools of other hands, what the pen wrote and what was grafted onto MNIST's. A pass takes all of the
 * first and some of each pool, the next pass the next ones.
 */
import { addBlock, clearMoments, MAP, MAP_SIZE, momentMap } from '../picture/moments'
import { DIGIT, DIGITS, MAPS } from './memory'
import { enlist, shuffle } from './shuffle'

const SIDE: i32 = 28

let own: i32 = 0
let penned: i32 = 0
let pennedEach: i32 = 0
let grafted: i32 = 0
let graftedEach: i32 = 0

/** Digits of MNIST's in memory; of the pen's, behind them, and how many of those a pass takes; of the grafted, behind those, likewise. Makes all their maps. */
export function configureDigits(mnist: i32, pen: i32, penEach: i32, grafts: i32, graftsEach: i32): void {
  own = mnist
  penned = pen
  pennedEach = min(penEach, pen)
  grafted = grafts
  graftedEach = min(graftsEach, grafts)
  const count = mnist + pen + grafts
  for (let i = 0; i < count; i++) mapDigit(DIGITS + <usize>i * DIGIT, MAPS + <usize>i * MAP_SIZE)
}

/** Whether a digit is one of MNIST's as it was written. */
// @ts-ignore: decorator
@inline
export function isOwn(digit: u32): bool {
  return <i32>digit < own
}

/** The digits of pass number `pass` in a fresh order; how many there are. */
export function drawPass(seed: u32, pass: u32): i32 {
  let count = enlist(0, 0, own, 0, own)
  if (pennedEach > 0) count = enlist(count, own, penned, turn(pass, pennedEach, penned), pennedEach)
  if (graftedEach > 0) count = enlist(count, own + penned, grafted, turn(pass, graftedEach, grafted), graftedEach)
  shuffle(seed, pass, count)
  return count
}

/** The first digit of a pool that a pass takes. */
function turn(pass: u32, each: i32, length: i32): i32 {
  return <i32>((<u64>pass * <u64>each) % <u64>length)
}

/** map[5] of raw[28][28]: of an empty digit that of one in the middle. */
export function mapDigit(raw: usize, map: usize): void {
  clearMoments()
  addBlock(raw, SIDE, SIDE, SIDE)
  if (momentMap(1)) {
    memory.copy(map, MAP, MAP_SIZE)
    return
  }
  store<f32>(map, 13.5)
  store<f32>(map, 13.5, 4)
  store<f32>(map, 1, 8)
  store<f32>(map, 1, 12)
  store<f32>(map, 0, 16)
}
