/** The floor of all figures: how many f32x4 multiply-adds (multiply, then add; two roundings) the machine does when nothing else is in the way. */

/** `rounds` × 48 vector multiply-adds in twelve independent chains; the sum keeps the compiler from dropping them. */
export function peak(rounds: i32): f32 {
  const m = f32x4.splat(<f32>rounds * <f32>1e-9)
  let a0 = f32x4.splat(1)
  let a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0, a8 = a0, a9 = a0, a10 = a0, a11 = a0
  for (let i = 0; i < rounds; i++) {
    a0 = f32x4.add(a0, f32x4.mul(m, a0))
    a1 = f32x4.add(a1, f32x4.mul(m, a1))
    a2 = f32x4.add(a2, f32x4.mul(m, a2))
    a3 = f32x4.add(a3, f32x4.mul(m, a3))
    a4 = f32x4.add(a4, f32x4.mul(m, a4))
    a5 = f32x4.add(a5, f32x4.mul(m, a5))
    a6 = f32x4.add(a6, f32x4.mul(m, a6))
    a7 = f32x4.add(a7, f32x4.mul(m, a7))
    a8 = f32x4.add(a8, f32x4.mul(m, a8))
    a9 = f32x4.add(a9, f32x4.mul(m, a9))
    a10 = f32x4.add(a10, f32x4.mul(m, a10))
    a11 = f32x4.add(a11, f32x4.mul(m, a11))
  }
  const s = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(f32x4.add(a4, a5), f32x4.add(a6, a7)))
  const t = f32x4.add(s, f32x4.add(f32x4.add(a8, a9), f32x4.add(a10, a11)))
  return f32x4.extract_lane(t, 0)
}
