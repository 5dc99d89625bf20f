/**
 * The thickness of the stroke: values above 0 spread the grey edge of the ink outwards, values below 0 take it away, v → clamp(a·v + b) on bytes. Background
 * stays background.
 *
 *   u ≥ 0: a = 1 / (1 − u), b = 0        u < 0: a = 1 / (1 + u), b = 255·u·a
 */
import { AFFINE_WORD, DRAWN, uniform } from './draws'

/** a, b. */
export const STROKE: usize = memory.data(2 * 4, 16)

/** STROKE from the word behind those of the affine map; u is uniform between −thickness and thickness, which is below 1. */
export function strokeMap(thickness: f32): void {
  const u = uniform(load<u32>(DRAWN + (<usize>(AFFINE_WORD + 6) << 2))) * thickness
  const a: f32 = 1 / (1 - abs(u))
  store<f32>(STROKE, a)
  store<f32>(STROKE, u < 0 ? <f32>255 * u * a : 0, 4)
}
