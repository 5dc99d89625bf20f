/**
 * A digit of 28×28 bytes, distorted, as 16×16: the plain reference of `assembly/classifier-training/distort.ts`, pixel by pixel. `words` are the 108 random words of the
 * distortion: 49 for the control points of the shift along x, 49 for those along y, two unused, then rotation, scale of x, scale of y, shear, shift along x
 * and along y, thickness, one unused.
 */
import { IMAGE, RAW_SIDE } from '../common/shape'
import { mappedInk } from './moments'
import { put } from './tensor'

/** Control points along an axis; intervals between the inner ones; pixels to an interval. */
const SIDE = 7
const PER_INTERVAL = 4
const STEP = 1.375

/** The map that is open: cosine and sine of the angle, scales, shear, shifts. */
export let cos: f64 = 1
export let sin: f64 = 0
export let sx: f64 = 1
export let sy: f64 = 1
export let k: f64 = 0
export let tx: f64 = 0
export let ty: f64 = 0

/** Draws the map of all pixels alike. */
export function openMap(words: usize, rotation: f64, scale: f64, shear: f64, shift: f64): void {
  const angle = uniform(words, 100) * rotation
  cos = Math.cos(angle)
  sin = Math.sin(angle)
  sx = 1 + uniform(words, 101) * scale
  sy = 1 + uniform(words, 102) * scale
  k = uniform(words, 103) * shear
  tx = uniform(words, 104) * shift
  ty = uniform(words, 105) * shift
}

/** `map` is the digit's moment map; `rotation` in radians, `shift` and `elastic` in pixels of a normalised 28×28, `thickness` at most 1. */
export function distort<T>(
  raw: usize,
  map: usize,
  words: usize,
  rotation: f64,
  scale: f64,
  shear: f64,
  shift: f64,
  elastic: f64,
  thickness: f64,
  y: usize,
): void {
  openMap(words, rotation, scale, shear, shift)
  const thick = uniform(words, 106) * thickness
  for (let row = 0; row < IMAGE; row++) {
    for (let column = 0; column < IMAGE; column++) {
      // scaled, sheared, turned, shifted
      const x0 = (<f64>column - 7.5) * STEP * sx
      const y0 = (<f64>row - 7.5) * STEP * sy
      const x1 = x0 + k * y0
      const u = <T>(cos * x1 - sin * y0 + tx + elastic * surface(words, 0, row, column))
      const w = <T>(sin * x1 + cos * y0 + ty + elastic * surface(words, SIDE * SIDE, row, column))
      const grey = mappedInk<T>(raw, RAW_SIDE, RAW_SIDE, map, u, w) / <T>255
      put<T>(y, row * IMAGE + column, thickened<T>(grey, <T>thick) * <T>2 - <T>1)
    }
  }
}

/** Grey 0 … 1 of a stroke made thicker (up to 1) or thinner (down to −1). */
function thickened<T>(grey: T, thick: T): T {
  if (thick > 0) return min<T>(1, grey * (<T>1 + <T>1.5 * thick))
  const lost = <T>-0.6 * thick
  return max<T>(0, (grey - lost) / (<T>1 - lost))
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

/** The sum of a word's four bytes, less its mean, over its standard deviation √(4·(256² − 1)/12). */
function normal(words: usize, index: i32): f64 {
  let sum = 0
  for (let byte = 0; byte < 4; byte++) sum += load<u8>(words + <usize>(4 * index + byte))
  return (<f64>sum - 510) / Math.sqrt(4 * 65535.0 / 12)
}
