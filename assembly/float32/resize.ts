/**
 * 28×28 bytes → 16×16 floats in −1 … 1: bilinear with half-pixel centres and no anti-aliasing, as `F.interpolate(v / 127.5 − 1, (16, 16),
 * mode='bilinear')`. Source coordinate (i + 0.5)·1.75 − 0.5; it never leaves 0 … 27, so nothing is clamped.
 */
import { IMAGE, PIXELS } from '../common/shape'
import { WINDOW_IMAGES, WINDOW_RAW } from './memory'

const RAW: i32 = 28

/** WINDOW_IMAGES[count][16][16] from WINDOW_RAW[count][28][28]. */
export function resize(count: i32): void {
  for (let n = 0; n < count; n++) {
    const raw = WINDOW_RAW + <usize>(n * RAW * RAW)
    const image = WINDOW_IMAGES + <usize>(n * PIXELS) * 4
    for (let y = 0; y < IMAGE; y++) {
      const sy = (<f32>y + 0.5) * 1.75 - 0.5
      const ty = <f32>Mathf.floor(sy)
      const fy = f32x4.splat(sy - ty)
      const gy = f32x4.splat(1 - (sy - ty))
      const top = raw + <usize>(<i32>ty * RAW)
      for (let x = 0; x < IMAGE; x += 4) {
        // four columns: 0, 1, 2, 3 lie at 0.375, 2.125, 3.875, 5.625 past column 7·x/4
        const p = top + <usize>(7 * (x >> 2))
        const fx = f32x4(0.375, 0.125, 0.875, 0.625)
        const gx = f32x4(0.625, 0.875, 0.125, 0.375)
        const upper = f32x4.add(f32x4.mul(gx, columns(p)), f32x4.mul(fx, columns(p + 1)))
        const lower = f32x4.add(f32x4.mul(gx, columns(p + RAW)), f32x4.mul(fx, columns(p + RAW + 1)))
        v128.store(image + (<usize>(y * IMAGE + x) << 2), f32x4.add(f32x4.mul(gy, upper), f32x4.mul(fy, lower)))
      }
    }
  }
}

/** v/127.5 − 1 of the bytes at p, p + 2, p + 3, p + 5. */
// @ts-ignore: decorator
@inline
function columns(p: usize): v128 {
  const bytes = i32x4(<i32>load<u8>(p), <i32>load<u8>(p, 2), <i32>load<u8>(p, 3), <i32>load<u8>(p, 5))
  return f32x4.sub(f32x4.div(f32x4.convert_i32x4_s(bytes), f32x4.splat(127.5)), f32x4.splat(1))
}
