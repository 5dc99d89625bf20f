/**
 * SiLU, and the shares of the ten digits.
 *
 *   e^x = 2^n · 2^f,  n + f = x · log₂e,  |f| ≤ ½,  2^f − 1 = f·Q(f)
 *
 * Q is the minimax polynomial of degree 3, relative error 2.8e-6: less exact than ../exp.ts and a third of the time (768 units of H1: 0.46 µs, not 1.3).
 * Constants are read from memory here as there, since V8 rebuilds a vector literal by three instructions at every use.
 */
import { CLASSES } from '../common/shape'
import { LOGITS, SCORES } from './memory'

// prettier-ignore
const TABLE: usize = memory.data<f32>([
  0.693124175, 0.240240991, 0.0559064299, 0.00958284549, // Q, from its constant term
  12582912, // 1.5 · 2²³: adding it rounds to an integer, which then stands in the low bits
  1.44269504, 87, -87, 1, // log₂e, limits of x
], 16)

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(TABLE + 4 * index)
}

/** e^x, x clamped to ±87; relative error below 1e-5, which moves no score by more. */
// @ts-ignore: decorator
@inline
function exp4(x: v128): v128 {
  const a = f32x4.mul(f32x4.pmax(f32x4.pmin(x, constant(6)), constant(7)), constant(5))
  const rounded = f32x4.add(a, constant(4))
  const f = f32x4.sub(a, f32x4.sub(rounded, constant(4)))
  const low = f32x4.add(constant(0), f32x4.mul(f, constant(1)))
  const high = f32x4.add(constant(2), f32x4.mul(f, constant(3)))
  const q = f32x4.add(low, f32x4.mul(f32x4.mul(f, f), high))
  const s = i32x4.add(i32x4.shl(rounded, 23), constant(8))
  return f32x4.add(s, f32x4.mul(f32x4.mul(s, f), q))
}

// @ts-ignore: decorator
@inline
function silu4(z: v128): v128 {
  return f32x4.div(z, f32x4.add(constant(8), exp4(f32x4.neg(z))))
}

/** z / (1 + e^−z) in place, over `size` bytes, a multiple of 32: two vectors a round, since the chain of operations on one is longer than a processor looks ahead. */
export function silu(z: usize, size: usize): void {
  for (const end = z + size; z < end; z += 32) {
    const a = silu4(v128.load(z))
    const b = silu4(v128.load(z, 16))
    v128.store(z, a)
    v128.store(z, b, 16)
  }
}

/** SCORES[10]: the softmax of inverseTemperature · LOGITS[10]. */
export function softmax(inverseTemperature: f32): void {
  let highest = load<f32>(LOGITS)
  for (let i: usize = 1; i < <usize>CLASSES; i++) highest = max(highest, load<f32>(LOGITS + (i << 2)))
  const shift = f32x4.splat(highest)
  const scale = f32x4.splat(inverseTemperature)
  // in three vectors, of which the last has two lanes of padding
  for (let i: usize = 0; i < 48; i += 16) {
    v128.store(SCORES + i, exp4(f32x4.mul(f32x4.sub(v128.load(LOGITS + i), shift), scale)))
  }
  let sum: f32 = 0
  for (let i: usize = 0; i < <usize>CLASSES; i++) sum += load<f32>(SCORES + (i << 2))
  for (let i: usize = 0; i < 48; i += 16) {
    v128.store(SCORES + i, f32x4.div(v128.load(SCORES + i), f32x4.splat(sum)))
  }
}
