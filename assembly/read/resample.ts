/** Ink brought to another size: averages of areas where it shrinks, bilinear where it grows. */

/** to[height][width] from ink[h][w], `scale` pixels of it for each. */
export function resample(ink: StaticArray<u8>, w: i32, h: i32, scale: f32, to: StaticArray<u8>, width: i32, height: i32): void {
  const step: f32 = 1 / scale
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = step > 1.01 ? area(ink, w, h, <f32>x * step, <f32>y * step, step) : bilinear(ink, w, h, (<f32>x + 0.5) * step - 0.5, (<f32>y + 0.5) * step - 0.5)
      to[y * width + x] = <u8>(value + 0.5)
    }
  }
}

/** The mean of the square of side `step` whose corner is (x, y); ink beyond the edge is 0. */
export function area(ink: StaticArray<u8>, w: i32, h: i32, x: f32, y: f32, step: f32): f32 {
  let sum: f32 = 0
  for (let v = max(<i32>y, 0); v < h && <f32>v < y + step; v++) {
    const tall = min(<f32>(v + 1), y + step) - max(<f32>v, y)
    for (let u = max(<i32>x, 0); u < w && <f32>u < x + step; u++) {
      sum += tall * (min(<f32>(u + 1), x + step) - max(<f32>u, x)) * <f32>ink[v * w + u]
    }
  }
  return sum / (step * step)
}

function bilinear(ink: StaticArray<u8>, w: i32, h: i32, x: f32, y: f32): f32 {
  const left = <i32>floor<f32>(x), top = <i32>floor<f32>(y)
  const fx = x - <f32>left, fy = y - <f32>top
  const upper = at(ink, w, h, left, top) * (1 - fx) + at(ink, w, h, left + 1, top) * fx
  const lower = at(ink, w, h, left, top + 1) * (1 - fx) + at(ink, w, h, left + 1, top + 1) * fx
  return upper * (1 - fy) + lower * fy
}

// @ts-ignore: decorator
@inline
function at(ink: StaticArray<u8>, w: i32, h: i32, x: i32, y: i32): f32 {
  return x >= 0 && y >= 0 && x < w && y < h ? <f32>ink[y * w + x] : 0
}
