/** Moments of a picture's ink and the way to 16×16 that they determine: the plain reference of `assembly/picture/moments.ts` and `sample28.ts`. */
import { IMAGE } from '../common/shape'
import { at, put } from './tensor'

/** Distance of two output pixels, the deviation aimed at, and the factors' limits, in pixels of 28×28. */
const GRID = 1.375
const DEVIATION = 5.0
const LEAST = 0.5
const MOST = 1.6

/** map = mx, my, fx, fy, slant from ink[height][width] bytes, `unit` pixels of which are one of 28×28; false where there is no ink. */
export function momentMap<T>(ink: usize, width: i32, height: i32, unit: f64, map: usize): bool {
  let m: f64 = 0
  let mx: f64 = 0
  let my: f64 = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const v = <f64>load<u8>(ink + <usize>(y * width + x))
      m += v
      mx += v * <f64>x
      my += v * <f64>y
    }
  }
  if (m == 0) return false
  mx /= m
  my /= m
  // about the mean, where the kernel subtracts squares
  let xx: f64 = 0
  let xy: f64 = 0
  let yy: f64 = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const v = <f64>load<u8>(ink + <usize>(y * width + x)) / m
      xx += v * (<f64>x - mx) * (<f64>x - mx)
      xy += v * (<f64>x - mx) * (<f64>y - my)
      yy += v * (<f64>y - my) * (<f64>y - my)
    }
  }
  const slant = clamp(xy / (yy + 0.001 * unit * unit), -1, 1)
  const across = max(xx - 2 * slant * xy + slant * slant * yy, 0)
  const both = Math.sqrt((across + yy) / 2)
  put<T>(map, 0, <T>mx)
  put<T>(map, 1, <T>my)
  put<T>(map, 2, <T>clamp(Math.sqrt(Math.sqrt(across) * both) / DEVIATION, LEAST * unit, MOST * unit))
  put<T>(map, 3, <T>clamp(Math.sqrt(Math.sqrt(yy) * both) / DEVIATION, LEAST * unit, MOST * unit))
  put<T>(map, 4, <T>slant)
  return true
}

function clamp(value: f64, low: f64, high: f64): f64 {
  return min(max(value, low), high)
}

/** y[16][16], −1 … 1: ink[height][width] by `map`, bilinear, 0 outside, from a view moved by (viewU, viewW). */
export function sampleByMap<T>(ink: usize, width: i32, height: i32, map: usize, viewU: T, viewW: T, y: usize): void {
  for (let row = 0; row < IMAGE; row++) {
    for (let column = 0; column < IMAGE; column++) {
      const u = <T>GRID * (<T>column - <T>7.5) + viewU
      const w = <T>GRID * (<T>row - <T>7.5) + viewW
      put<T>(y, row * IMAGE + column, mappedInk<T>(ink, width, height, map, u, w) / <T>127.5 - <T>1)
    }
  }
}

/** The ink, 0 … 255, at (u, w) of the normalised frame. */
export function mappedInk<T>(ink: usize, width: i32, height: i32, map: usize, u: T, w: T): T {
  const down = at<T>(map, 3) * w
  return sampled<T>(ink, width, height, at<T>(map, 0) + at<T>(map, 2) * u + at<T>(map, 4) * down, at<T>(map, 1) + down)
}

/** Bilinear, with background all around. */
function sampled<T>(ink: usize, width: i32, height: i32, x: T, y: T): T {
  const left = floor<T>(x)
  const top = floor<T>(y)
  const right = x - left
  const down = y - top
  const column = <i32>left
  const row = <i32>top
  const upper = (<T>1 - right) * pixel<T>(ink, width, height, row, column) + right * pixel<T>(ink, width, height, row, column + 1)
  const lower = (<T>1 - right) * pixel<T>(ink, width, height, row + 1, column) + right * pixel<T>(ink, width, height, row + 1, column + 1)
  return (<T>1 - down) * upper + down * lower
}

function pixel<T>(ink: usize, width: i32, height: i32, row: i32, column: i32): T {
  if (row < 0 || row >= height || column < 0 || column >= width) return 0
  return <T>load<u8>(ink + <usize>(row * width + column))
}
