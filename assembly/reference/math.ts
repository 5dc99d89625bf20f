/**
 * exp, log, tanh and sqrt in the precision of `T`: musl's functions from AssemblyScript's standard library,
 * compiled in, so that every engine gives the same bits.
 */

export function exp<T>(x: T): T {
  if (sizeof<T>() == 4) return <T>Mathf.exp(<f32>x)
  return <T>Math.exp(<f64>x)
}

export function log<T>(x: T): T {
  if (sizeof<T>() == 4) return <T>Mathf.log(<f32>x)
  return <T>Math.log(<f64>x)
}

export function tanh<T>(x: T): T {
  if (sizeof<T>() == 4) return <T>Mathf.tanh(<f32>x)
  return <T>Math.tanh(<f64>x)
}
