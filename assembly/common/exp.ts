/**
 * exp and the logistic function in four lanes. No host `Math` may reach a weight.
 *
 *   e^x = 2^n · 2^f,  n = round(x · log₂e),  |f| ≤ ½,  2^f − 1 = f·Q(f)
 *
 * Q is the minimax polynomial of degree 5 (relative error 1.1e-8), evaluated in Estrin's order. Constants are loaded from memory: V8 rebuilds a vector
 * literal with three instructions at every use, while a splatting load is one (tanh: 2.6 → 0.6 ns per unit).
 */
import { constant4 } from './lanes'

// prettier-ignore
const TABLE: usize = memory.data<f32>([
  0.693147182, 0.240226492, 0.0555035733, 0.00961823761, 0.00133907353, 0.000154035122, // Q, constant term first
  12582912, // 1.5 · 2²³: adding it rounds to an integer, which then sits in the low bits
  1.44269504, 0.693359375, -0.000212194440, 87, -87, // log₂e, ln 2 in two parts (the first has few bits), limits of x
  1, -0.0,
], 16)
const ROUND = TABLE + 24
const LOG2E = TABLE + 28
const LN2_HIGH = TABLE + 32
const LN2_LOW = TABLE + 36
const HIGHEST = TABLE + 40
const LOWEST = TABLE + 44
const ONE = TABLE + 48
const SIGN = TABLE + 52

/** 1 in all lanes, from memory. */
// @ts-ignore: decorator
@inline
export function one4(): v128 {
  return constant4(ONE)
}

/** Q(f) = (2^f − 1) / f on |f| ≤ ½. */
// @ts-ignore: decorator
@inline
function quotient(f: v128): v128 {
  const f2 = f32x4.mul(f, f)
  const low = f32x4.add(constant4(TABLE), f32x4.mul(f, constant4(TABLE, 4)))
  const mid = f32x4.add(constant4(TABLE, 8), f32x4.mul(f, constant4(TABLE, 12)))
  const high = f32x4.add(constant4(TABLE, 16), f32x4.mul(f, constant4(TABLE, 20)))
  return f32x4.add(f32x4.add(low, f32x4.mul(f2, mid)), f32x4.mul(f32x4.mul(f2, f2), high))
}

/** e^x, x clamped to ±87; relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, constant4(HIGHEST)), constant4(LOWEST))
  const log2e = constant4(LOG2E)
  const round = constant4(ROUND)
  const rounded = f32x4.add(f32x4.mul(x, log2e), round)
  const n = f32x4.sub(rounded, round)
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, constant4(LN2_HIGH))), f32x4.mul(n, constant4(LN2_LOW)))
  const s = i32x4.add(i32x4.shl(rounded, 23), one4())
  const f = f32x4.mul(r, log2e)
  return f32x4.add(s, f32x4.mul(f32x4.mul(s, f), quotient(f)))
}

/** The logistic function 1 / (1 + e^−x). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = one4()
  return f32x4.div(one, f32x4.add(one, exp4(v128.xor(x, constant4(SIGN)))))
}
