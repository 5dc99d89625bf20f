/** The axis of the colours on which ink stands out: the principal one of their differences within tiles, so that shadows drop out. */
import { vector4 } from './access'
import { COLOUR } from './memory'
import { height, width } from './strip'

const TILES: i32 = 12
/** Pixels that are looked at, about. */
const LOOKED_AT: i32 = 10_000
const ROUNDS: i32 = 24
/** Above this cosine to grey the axis is luma. */
const NEARLY_GREY: f64 = 0.9
const SQRT3: f64 = 1.7320508075688772

/** What `axis` finds: weights in 16384ths, and what keeps the range 0 … 255. */
export let red: i32 = 0
export let green: i32 = 0
export let blue: i32 = 0
export let offset: i32 = 0

// covariances: red², red·green, red·blue, green², green·blue, blue²
let rr: f64 = 0
let rg: f64 = 0
let rb: f64 = 0
let gg: f64 = 0
let gb: f64 = 0
let bb: f64 = 0

/** @returns whether the axis is another one than luma */
export function axis(): boolean {
  rr = rg = rb = gg = gb = bb = 0
  let step = 1
  while (width * height > step * step * LOOKED_AT) step++
  for (let y = 0; y < TILES; y++) for (let x = 0; x < TILES; x++) tile(x, y, step)
  let a: f64 = 0.6
  let b: f64 = 0.6
  let c: f64 = 0.52
  for (let i = 0; i < ROUNDS; i++) {
    const x = rr * a + rg * b + rb * c
    const y = rg * a + gg * b + gb * c
    const z = rb * a + gb * b + bb * c
    const length = sqrt<f64>(x * x + y * y + z * z)
    if (length < 1e-6) break
    a = x / length
    b = y / length
    c = z / length
  }
  if (a + b + c < 0) {
    a = -a
    b = -b
    c = -c
  }
  if (a + b + c >= NEARLY_GREY * SQRT3) return false
  const scale = 16384 / (abs(a) + abs(b) + abs(c))
  red = <i32>nearest(a * scale)
  green = <i32>nearest(b * scale)
  blue = <i32>nearest(c * scale)
  offset = -255 * (min(red, 0) + min(green, 0) + min(blue, 0))
  return true
}

/** Adds a tile's covariances, of every `step`th pixel and row. */
function tile(x: i32, y: i32, step: i32): void {
  const right = ((x + 1) * width) / TILES
  const bottom = ((y + 1) * height) / TILES
  let sum = i32x4.splat(0)
  let squares = i32x4.splat(0)
  let mixed = i32x4.splat(0)
  let count = 0
  for (let j = (y * height) / TILES; j < bottom; j += step) {
    for (let i = (x * width) / TILES; i < right; i += step, count++) {
      const bytes = vector4(COLOUR + (<usize>(j * width + i) << 2))
      const pixel = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes))
      sum = i32x4.add(sum, pixel)
      squares = i32x4.add(squares, i32x4.mul(pixel, pixel))
      mixed = i32x4.add(mixed, i32x4.mul(pixel, v128.shuffle<i32>(pixel, pixel, 1, 2, 0, 3)))
    }
  }
  if (count == 0) return
  const r = <f64>i32x4.extract_lane(sum, 0)
  const g = <f64>i32x4.extract_lane(sum, 1)
  const b = <f64>i32x4.extract_lane(sum, 2)
  const share = 1 / <f64>count
  rr += <f64>i32x4.extract_lane(squares, 0) - r * r * share
  gg += <f64>i32x4.extract_lane(squares, 1) - g * g * share
  bb += <f64>i32x4.extract_lane(squares, 2) - b * b * share
  rg += <f64>i32x4.extract_lane(mixed, 0) - r * g * share
  gb += <f64>i32x4.extract_lane(mixed, 1) - g * b * share
  rb += <f64>i32x4.extract_lane(mixed, 2) - b * r * share
}
