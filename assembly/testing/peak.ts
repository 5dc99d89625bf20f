/**
 * The machine's peak: how many f32x4 multiply-adds (multiply, then add; two roundings) it does with nothing else in the way. All figures are divided by it.
 *
 * Eight chains of sums, each waiting only for its own additions (3 or 4 cycles, so two vectors a cycle need six to eight), and four factors: with the operand
 * and a product in flight they fit into V8's fifteen registers. Operands are loaded at each use and all differ, so that no compiler can hoist a product out
 * of the loop or use one twice. On a Zen 4 at 3.68 GHz, two vectors a cycle = 29.4 GMAC/s:
 *
 *                                                Node 20      Node 24
 *   narrow: 8 multiply-adds per iteration        28.6         25.8
 *   wide: 16 per iteration                       15 (spills)  28.3
 *   a ← a + m·a, 12 chains, 12 per iteration     17           25
 */
import { load4, madd, splat4 } from '../common/lanes'

/** Four factors, then four vectors. */
// prettier-ignore
const TABLE: usize = memory.data<f32>([
  0.001, 0.002, 0.003, 0.004,
  0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6,
], 16)

/** `rounds` × 16 vector multiply-adds. Which loop is faster depends on the engine: measure both and take the better. */
export function peak(rounds: i32, wide: bool): f32 {
  return wide ? loop(rounds, true) : loop(2 * rounds, false)
}

/** `wide` is a compile-time constant. */
// @ts-ignore: decorator
@inline
function loop(turns: i32, wide: bool): f32 {
  const k = splat4(TABLE), l = splat4(TABLE, 4), m = splat4(TABLE, 8), n = splat4(TABLE, 12)
  let a = k, b = k, c = k, d = k, e = k, f = k, g = k, h = k
  for (let i = 0; i < turns; i++) {
    let x = load4(TABLE, 16)
    a = madd(a, x, k)
    b = madd(b, x, l)
    c = madd(c, x, m)
    d = madd(d, x, n)
    x = load4(TABLE, 32)
    e = madd(e, x, k)
    f = madd(f, x, l)
    g = madd(g, x, m)
    h = madd(h, x, n)
    if (wide) {
      x = load4(TABLE, 48)
      a = madd(a, x, k)
      b = madd(b, x, l)
      c = madd(c, x, m)
      d = madd(d, x, n)
      x = load4(TABLE, 64)
      e = madd(e, x, k)
      f = madd(f, x, l)
      g = madd(g, x, m)
      h = madd(h, x, n)
    }
  }
  return total(a, b, c, d, e, f, g, h)
}

/** The sum of the first lanes, so that the compiler cannot drop a chain. */
// @ts-ignore: decorator
@inline
function total(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128): f32 {
  const s = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h)))
  return f32x4.extract_lane(s, 0)
}
