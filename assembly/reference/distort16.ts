/**
 * A distorted digit: 16×16 to 16×16, upsampled three times by Catmull and Rom's spline and sampled bilinearly, pixel by pixel; the plain reference of
 * `assembly/float32/distortion`. `words` as in distort.ts.
 */
import { IMAGE } from '../common/shape'
import { cos, k, openMap, sin, surface, sx, sy, tx, ty } from './distort'
import { at, put } from './tensor'

const FINE = 3 * IMAGE
/** Control points of the shift along x come first. */
const POINTS = 49

/** x and y [16][16], −1 … 1; `rotation` in radians, `shift` and `elastic` in pixels of 16. */
export function distort16<T>(
  x: usize,
  words: usize,
  rotation: f64,
  scale: f64,
  shear: f64,
  shift: f64,
  elastic: f64,
  y: usize,
): void {
  openMap(words, rotation, scale, shear, shift)
  for (let row = 0; row < IMAGE; row++) {
    for (let column = 0; column < IMAGE; column++) {
      const x0 = (<f64>column - 7.5) * sx
      const y0 = (<f64>row - 7.5) * sy
      const x1 = x0 + k * y0
      const sourceX = 7.5 + cos * x1 - sin * y0 + tx + elastic * surface(words, 0, row, column)
      const sourceY = 7.5 + sin * x1 + cos * y0 + ty + elastic * surface(words, POINTS, row, column)
      // pixel i is fine pixel 3i + 1
      put<T>(y, row * IMAGE + column, bilinear<T>(x, 3 * sourceX + 1, 3 * sourceY + 1) - <T>1)
    }
  }
}

/** Ink (x + 1) at a place among fine pixels. */
function bilinear<T>(x: usize, column: f64, row: f64): T {
  const left = floor<f64>(column)
  const top = floor<f64>(row)
  const right = <T>(column - left)
  const down = <T>(row - top)
  const c = <i32>left
  const r = <i32>top
  const upper = (<T>1 - right) * fine<T>(x, r, c) + right * fine<T>(x, r, c + 1)
  const lower = (<T>1 - right) * fine<T>(x, r + 1, c) + right * fine<T>(x, r + 1, c + 1)
  return (<T>1 - down) * upper + down * lower
}

/** One of 48×48 fine pixels, 0 around them: rows are interpolated first. */
function fine<T>(x: usize, row: i32, column: i32): T {
  if (row < 0 || row >= FINE || column < 0 || column >= FINE) return 0
  const first = (column + 2) / 3 - 2
  let sum: T = 0
  for (let i = 0; i < 4; i++) sum += weight<T>((column + 2) % 3, i) * tall<T>(x, row, first + i)
  return sum
}

function tall<T>(x: usize, row: i32, column: i32): T {
  const first = (row + 2) / 3 - 2
  let sum: T = 0
  for (let i = 0; i < 4; i++) sum += weight<T>((row + 2) % 3, i) * ink<T>(x, first + i, column)
  return sum
}

function ink<T>(x: usize, row: i32, column: i32): T {
  if (row < 0 || row >= IMAGE || column < 0 || column >= IMAGE) return 0
  return at<T>(x, row * IMAGE + column) + <T>1
}

/** Catmull and Rom's weight of neighbour 0 … 3, `thirds` of the way from neighbour 1 to 2. */
function weight<T>(thirds: i32, neighbour: i32): T {
  const t = <T>thirds / <T>3
  if (neighbour == 0) return ((<T>-1 * t + <T>2) * t - <T>1) * t / <T>2
  if (neighbour == 1) return ((<T>3 * t - <T>5) * t * t + <T>2) / <T>2
  if (neighbour == 2) return ((<T>-3 * t + <T>4) * t + <T>1) * t / <T>2
  return (t - <T>1) * t * t / <T>2
}
