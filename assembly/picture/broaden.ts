/** Strokes made broader: what lies within a distance of their edge fills up. */
import { fill, get, set } from './access'
import { INK, INK_B } from './memory'

/** Distances in eighths of a pixel, chamfered: 1 to a neighbour, 11/8 to a diagonal one; of a pixel's middle from the ink's edge, and 8 more. */
const UNIT: u32 = 8
const DIAGONAL: u32 = 11

/** INK of `across` × `down` grows by `by` pixels on each side of its strokes; a margin of as many must be empty. */
export function broaden(across: i32, down: i32, stride: i32, by: f32): void {
  let most: u8 = 0
  for (let p = INK, end = INK + <usize>(stride * down); p < end; p++) most = max(most, get<u8>(p))
  // the edge runs through pixels that are partly ink; faint rims do not count
  const faint = most >> 3
  const line = <usize>stride
  fill(INK_B, 255, line * <usize>down)
  // downwards from what is above and to the left; margins keep it inside
  for (let y = 1; y < down - 1; y++) {
    for (let x = 1; x < across - 1; x++) {
      const p = INK_B + line * <usize>y + x
      const ink = <i32>get<u8>(INK + line * <usize>y + x)
      const own: u32 = ink > <i32>faint ? 12 - (8 * ink) / <i32>most : 255
      const straight = min<u32>(get<u8>(p - 1), get<u8>(p - line)) + UNIT
      const slanted = min<u32>(get<u8>(p - line - 1), get<u8>(p - line + 1)) + DIAGONAL
      set<u8>(p, <u8>min<u32>(own, min<u32>(255, min(straight, slanted))))
    }
  }
  const reach = <i32>(<f32>8 * (by + 1.5) + 0.5)
  for (let y = down - 2; y > 0; y--) {
    for (let x = across - 2; x > 0; x--) {
      const p = INK_B + line * <usize>y + x
      const straight = min<u32>(get<u8>(p + 1), get<u8>(p + line)) + UNIT
      const slanted = min<u32>(get<u8>(p + line - 1), get<u8>(p + line + 1)) + DIAGONAL
      const distance = min<u32>(get<u8>(p), min(straight, slanted))
      set<u8>(p, <u8>distance)
      const ink = max(0, min(255, ((reach - <i32>distance) * 255) >> 3))
      const at = INK + line * <usize>y + x
      if (<u8>ink > get<u8>(at)) set<u8>(at, <u8>ink)
    }
  }
}
