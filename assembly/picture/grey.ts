/** RGBA → one byte a pixel: opacity on a transparent ground, else luma or the axis along which the picture's colours differ. */
import { get, setVector, vector } from './access'
import { axis, blue, green, offset, red } from './axis'
import { COLOUR, GREY } from './memory'
import { height, width } from './strip'

/** Writes GREY; ink may still be light on dark. */
export function grey(): void {
  if (transparent()) {
    // opaque is ink
    mix(0, 0, 0, -16384, 255 * 16384)
    return
  }
  if (!coloured()) reds()
  else if (axis()) mix(red, green, blue, 0, offset)
  else mix(4899, 9617, 1868, 0, 0)
}

/** Whether most of the picture's edge is more transparent than not. */
function transparent(): boolean {
  let balance = 0
  for (let x = 0; x < width; x++) balance += see(x, 0) + see(x, height - 1)
  for (let y = 1; y < height - 1; y++) balance += see(0, y) + see(width - 1, y)
  return balance > 0
}

function see(x: i32, y: i32): i32 {
  return get<u8>(COLOUR + (<usize>(y * width + x) << 2) + 3) < 128 ? 1 : -1
}

/** Whether any pixel has a colour. */
function coloured(): boolean {
  const end = COLOUR + (<usize>(width * height) << 2)
  let differ = i32x4.splat(0)
  let p = COLOUR
  for (; p + 16 <= end; p += 16) {
    const pixels = vector(p)
    differ = v128.or(differ, v128.xor(pixels, i32x4.shr_u(pixels, 8)))
  }
  if (v128.any_true(v128.and(differ, i32x4.splat(0xffff)))) return true
  for (; p < end; p += 4) {
    const pixel = get<u32>(p)
    if ((pixel ^ (pixel >> 8)) & 0xffff) return true
  }
  return false
}

/** GREY = red, which is luma where there are no colours. */
function reds(): void {
  const end = GREY + <usize>(width * height)
  for (let to = GREY, p = COLOUR; to < end; to += 16, p += 64) {
    const low = v128.shuffle<u8>(vector(p), vector(p + 16), 0, 4, 8, 12, 16, 20, 24, 28, 0, 4, 8, 12, 16, 20, 24, 28)
    const high = v128.shuffle<u8>(vector(p + 32), vector(p + 48), 0, 4, 8, 12, 16, 20, 24, 28, 0, 4, 8, 12, 16, 20, 24, 28)
    setVector(to, v128.shuffle<u64>(low, high, 0, 2))
  }
}

/** GREY = (weights · RGBA + offset) / 16384, rounded, each weight from −16384 to 16384. */
function mix(r: i32, g: i32, b: i32, a: i32, plus: i32): void {
  const weights = i32x4.replace_lane(
    i32x4.splat((r & 0xffff) | (g << 16)), 1, (b & 0xffff) | (a << 16))
  const four = v128.shuffle<i32>(weights, weights, 0, 1, 0, 1)
  const half = i32x4.splat(plus + 8192)
  const end = GREY + <usize>(width * height)
  for (let to = GREY, p = COLOUR; to < end; to += 16, p += 64) {
    const low = i16x8.narrow_i32x4_s(sums(vector(p), four, half), sums(vector(p + 16), four, half))
    const high = i16x8.narrow_i32x4_s(sums(vector(p + 32), four, half), sums(vector(p + 48), four, half))
    setVector(to, i8x16.narrow_i16x8_u(low, high))
  }
}

// @ts-ignore: decorator
@inline
function sums(pixels: v128, weights: v128, half: v128): v128 {
  const first = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pixels), weights)
  const second = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pixels), weights)
  const even = v128.shuffle<i32>(first, second, 0, 2, 4, 6)
  const odd = v128.shuffle<i32>(first, second, 1, 3, 5, 7)
  return i32x4.shr_s(i32x4.add(i32x4.add(even, odd), half), 14)
}
