/**
 * A distorted digit: 28×28 bytes to 16×16, pixel by pixel; the plain reference of `assembly/classifier-training/distortion`. `words` are the distortion's 108 random
 * words: 49 for the control points of the shift along x, 49 for those along y, two unused, then rotation, scale of x, scale of y, shear, shift along x and
 * along y, two unused.
 */
import { IMAGE, RAW_SIDE } from '../common/shape'
import { put } from './tensor'

/** Control points along an axis; intervals between the inner ones; pixels per interval. */
const SIDE = 7
const PER_INTERVAL = 4
const CENTRE = 13.5
const STEP = 1.75

/** `rotation` in radians, `shift` and `elastic` in pixels of the 28×28 digit. */
export function distort<T>(
  raw: usize,
  words: usize,
  rotation: f64,
  scale: f64,
  shear: f64,
  shift: f64,
  elastic: f64,
  y: usize,
): void {
  const angle = uniform(words, 100) * rotation
  const sx = 1 + uniform(words, 101) * scale
  const sy = 1 + uniform(words, 102) * scale
  const k = uniform(words, 103) * shear
  const tx = uniform(words, 104) * shift
  const ty = uniform(words, 105) * shift
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  for (let row = 0; row < IMAGE; row++) {
    for (let column = 0; column < IMAGE; column++) {
      // scaled, sheared, rotated, shifted
      const x0 = (<f64>column - 7.5) * STEP * sx
      const y0 = (<f64>row - 7.5) * STEP * sy
      const x1 = x0 + k * y0
      const sourceX = <T>(CENTRE + cos * x1 - sin * y0 + tx + elastic * surface(words, 0, row, column))
      const sourceY = <T>(CENTRE + sin * x1 + cos * y0 + ty + elastic * surface(words, SIDE * SIDE, row, column))
      put<T>(y, row * IMAGE + column, sampled<T>(raw, sourceX, sourceY) / <T>127.5 - <T>1)
    }
  }
}

/** A word as a number in [−1, 1): its upper 24 bits. */
export function uniform(words: usize, index: i32): f64 {
  return <f64>(load<i32>(words + (<usize>index << 2)) >> 8) / 8388608
}

/** The bicubic B-spline surface over 7×7 standard normal points, the first of which is word `first`. */
export function surface(words: usize, first: i32, row: i32, column: i32): f64 {
  let sum: f64 = 0
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      const point = first + (row / PER_INTERVAL + i) * SIDE + column / PER_INTERVAL + j
      sum += basis(i, row) * basis(j, column) * normal(words, point)
    }
  }
  return sum
}

/** The uniform cubic B-spline's four pieces at a pixel's fraction of its interval. */
function basis(piece: i32, pixel: i32): f64 {
  const t = (<f64>(pixel % PER_INTERVAL) + 0.5) / <f64>PER_INTERVAL
  if (piece == 0) return ((1 - t) * (1 - t) * (1 - t)) / 6
  if (piece == 1) return (3 * t * t * t - 6 * t * t + 4) / 6
  if (piece == 2) return (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6
  return (t * t * t) / 6
}

/** The sum of a word's four bytes, minus its mean, over its standard deviation √(4·(256² − 1)/12). */
function normal(words: usize, index: i32): f64 {
  let sum = 0
  for (let byte = 0; byte < 4; byte++) sum += load<u8>(words + <usize>(4 * index + byte))
  return (<f64>sum - 510) / Math.sqrt(4 * 65535.0 / 12)
}

/** Bilinear, with background all around. */
function sampled<T>(raw: usize, x: T, y: T): T {
  const left = floor<T>(x)
  const top = floor<T>(y)
  const right = x - left
  const down = y - top
  const column = <i32>left
  const row = <i32>top
  const upper = (<T>1 - right) * pixel<T>(raw, row, column) + right * pixel<T>(raw, row, column + 1)
  const lower = (<T>1 - right) * pixel<T>(raw, row + 1, column) + right * pixel<T>(raw, row + 1, column + 1)
  return (<T>1 - down) * upper + down * lower
}

function pixel<T>(raw: usize, row: i32, column: i32): T {
  if (row < 0 || row >= RAW_SIDE || column < 0 || column >= RAW_SIDE) return 0
  return <T>load<u8>(raw + <usize>(row * RAW_SIDE + column))
}
