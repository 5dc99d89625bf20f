/**
 * The affine map of a distortion, from a place of the output to its place in the source, about the image's centre: the axes scaled, sheared, turned,
 * and shifted. Each number is uniform between −1 and 1 times its strength.
 *
 *   [a b]   [cos −sin] [1 k] [1+sx  0 ]
 *   [c d] = [sin  cos] [0 1] [ 0  1+sy]      then (tx, ty)
 */
import { AFFINE_WORD, uniformWord } from './draws'

/** a, b, tx, c, d, ty. */
export const AFFINE: usize = memory.data(6 * 4, 16)

// @ts-ignore: decorator
@inline
function draw(index: i32): f32 {
  return uniformWord(AFFINE_WORD + index)
}

/** AFFINE from the words in DRAWN. `rotation` in radians, at most 1; `shift` in pixels of the source. */
export function affineMap(rotation: f32, scale: f32, shear: f32, shift: f32): void {
  const angle = draw(0) * rotation
  const sx = <f32>1 + draw(1) * scale
  const sy = <f32>1 + draw(2) * scale
  const k = draw(3) * shear
  const c = cosine(angle)
  const s = sine(angle)
  store<f32>(AFFINE, c * sx)
  store<f32>(AFFINE, (c * k - s) * sy, 4)
  store<f32>(AFFINE, draw(4) * shift, 8)
  store<f32>(AFFINE, s * sx, 12)
  store<f32>(AFFINE, (s * k + c) * sy, 16)
  store<f32>(AFFINE, draw(5) * shift, 20)
}

/** Taylor series to degree 9 and 8: errors below 3e-7 for |x| ≤ 1. */
function sine(x: f32): f32 {
  const x2 = x * x
  return x * (1 - (x2 / 6) * (1 - (x2 / 20) * (1 - (x2 / 42) * (1 - x2 / 72))))
}
function cosine(x: f32): f32 {
  const x2 = x * x
  return 1 - (x2 / 2) * (1 - (x2 / 12) * (1 - (x2 / 30) * (1 - x2 / 56)))
}
