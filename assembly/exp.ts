/**
 * The exponential in four lanes and what is made of it; no host `Math` may reach a weight.
 *
 *   e^x = 2^n · 2^f,  n = round(x · log₂e),  |f| ≤ ½,  2^f − 1 = f·Q(f)
 *
 * Q is the minimax polynomial of degree 5, relative error 1.1e-8, in Estrin's order. Constants are read from memory and not written as literals:
 * V8 rebuilds a vector literal by three instructions at every use, in the innermost loop, while a splatting load is one (tanh: 2.6 → 0.6 ns a unit).
 */
import { splat4 } from './lanes'

// prettier-ignore
const TABLE: usize = memory.data<f32>([
  0.693147182, 0.240226492, 0.0555035733, 0.00961823761, 0.00133907353, 0.000154035122, // Q, from its constant term
  12582912, // 1.5 · 2²³: adding it rounds to an integer, which then stands in the low bits
  2.88539008, 9.02, // 2·log₂e, and where tanh reaches 1
  1.44269504, 0.693359375, -0.000212194440, 87, -87, // log₂e, ln 2 in two parts of which the first has few bits, limits of e^x
  1, 2, -0.0,
], 16)
const ROUND = TABLE + 24
const TWO_LOG2E = TABLE + 28
const TANH_LIMIT = TABLE + 32
const LOG2E = TABLE + 36
const LN2_HIGH = TABLE + 40
const LN2_LOW = TABLE + 44
const HIGHEST = TABLE + 48
const LOWEST = TABLE + 52
const ONE = TABLE + 56
const TWO = TABLE + 60
const SIGN = TABLE + 64

/** 1 in all lanes, from memory. */
// @ts-ignore: decorator
@inline
export function one4(): v128 {
  return splat4(ONE)
}

/** 2^f − 1 on |f| ≤ ½. */
// @ts-ignore: decorator
@inline
function power2Minus1(f: v128): v128 {
  const f2 = f32x4.mul(f, f)
  const low = f32x4.add(splat4(TABLE), f32x4.mul(f, splat4(TABLE, 4)))
  const mid = f32x4.add(splat4(TABLE, 8), f32x4.mul(f, splat4(TABLE, 12)))
  const high = f32x4.add(splat4(TABLE, 16), f32x4.mul(f, splat4(TABLE, 20)))
  return f32x4.mul(f, f32x4.add(low, f32x4.mul(f2, f32x4.add(mid, f32x4.mul(f2, high)))))
}

/**
 * tanh x = m / (|m| + 2) with m = ±(e^2|x| − 1): odd, relative error below 3e-7 down to 0, ±1 from |x| = 9.02 on. In two halves, this one up to m, for
 * two loops over memory: in one the chain of dependent operations is longer than the processor can look ahead (5.2 → 2.4 ns a vector).
 */
// @ts-ignore: decorator
@inline
export function tanhFirst4(x: v128): v128 {
  const sign = splat4(SIGN)
  const y = f32x4.mul(f32x4.pmin(v128.andnot(x, sign), splat4(TANH_LIMIT)), splat4(TWO_LOG2E))
  const round = splat4(ROUND)
  const rounded = f32x4.add(y, round)
  const p = power2Minus1(f32x4.sub(y, f32x4.sub(rounded, round)))
  const one = one4()
  // n stands in the low bits: shifted into the exponent and added to 1.0 it makes 2^n
  const s = i32x4.add(i32x4.shl(rounded, 23), one)
  return v128.or(f32x4.add(f32x4.mul(s, p), f32x4.sub(s, one)), v128.and(x, sign))
}

/** The second half: m / (|m| + 2). */
// @ts-ignore: decorator
@inline
export function tanhSecond4(m: v128): v128 {
  return f32x4.div(m, f32x4.add(v128.andnot(m, splat4(SIGN)), splat4(TWO)))
}

/** e^x, x clamped to ±87; relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, splat4(HIGHEST)), splat4(LOWEST))
  const log2e = splat4(LOG2E)
  const round = splat4(ROUND)
  const rounded = f32x4.add(f32x4.mul(x, log2e), round)
  const n = f32x4.sub(rounded, round)
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, splat4(LN2_HIGH))), f32x4.mul(n, splat4(LN2_LOW)))
  const s = i32x4.add(i32x4.shl(rounded, 23), one4())
  return f32x4.add(s, f32x4.mul(s, power2Minus1(f32x4.mul(r, log2e))))
}

/** The logistic function 1 / (1 + e^−x). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = one4()
  return f32x4.div(one, f32x4.add(one, exp4(v128.xor(x, splat4(SIGN)))))
}
