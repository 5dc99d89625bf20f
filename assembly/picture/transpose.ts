/** Rows become columns: bytes in blocks of 16 × 16. */
import { setVector, vector } from './access'

/** Sixteen vectors: a block half way. */
const TILE: usize = memory.data(256, 16)

/**
 * to[x][y] = from[y][x] for x < width, y < rows. Behind each row of `to` up to 15 bytes are written before the next row is, so that the last one needs
 * room for a vector.
 *
 * @param stride    bytes from row to row of `from`
 * @param toStride  bytes from row to row of `to`, at least `rows`
 */
export function transpose(from: usize, stride: i32, width: i32, rows: i32, to: usize, toStride: i32): void {
  // from the last rows up: what is written beyond a row's end is written over by the next row's beginning
  for (let y = (rows - 1) & ~15; y >= 0; y -= 16) {
    for (let x = 0; x < width; x += 16) {
      gather(from + <usize>x, <usize>stride, y, rows - 1)
      scatter(to + <usize>(x * toStride + y), <usize>toStride, min(16, width - x))
    }
  }
}

/** TILE: of rows r, r + 4, r + 8, r + 12 four vectors of four columns each. Rows beyond the last are like it. */
function gather(from: usize, stride: usize, y: i32, last: i32): void {
  for (let part = 0; part < 4; part++) {
    const a = vector(from + stride * <usize>min(last, y + part))
    const b = vector(from + stride * <usize>min(last, y + part + 4))
    const c = vector(from + stride * <usize>min(last, y + part + 8))
    const d = vector(from + stride * <usize>min(last, y + part + 12))
    interleave(a, b, c, d)
    const tile = TILE + (<usize>part << 6)
    v128.store(tile, first)
    v128.store(tile, second, 16)
    v128.store(tile, third, 32)
    v128.store(tile, fourth, 48)
  }
}

function scatter(to: usize, stride: usize, columns: i32): void {
  for (let four = 0; four < 4; four++, to += stride << 2) {
    const tile = TILE + (<usize>four << 4)
    interleave(v128.load(tile), v128.load(tile, 64), v128.load(tile, 128), v128.load(tile, 192))
    const left = columns - 4 * four
    if (left > 0) setVector(to, first)
    if (left > 1) setVector(to + stride, second)
    if (left > 2) setVector(to + 2 * stride, third)
    if (left > 3) setVector(to + 3 * stride, fourth)
  }
}

let first: v128 = i32x4.splat(0)
let second: v128 = i32x4.splat(0)
let third: v128 = i32x4.splat(0)
let fourth: v128 = i32x4.splat(0)

/** a₀ b₀ c₀ d₀ a₁ b₁ … as four vectors. */
// @ts-ignore: decorator
@inline
function interleave(a: v128, b: v128, c: v128, d: v128): void {
  const ac = v128.shuffle<u8>(a, c, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  const bd = v128.shuffle<u8>(b, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  const ac2 = v128.shuffle<u8>(a, c, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  const bd2 = v128.shuffle<u8>(b, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  first = v128.shuffle<u8>(ac, bd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  second = v128.shuffle<u8>(ac, bd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  third = v128.shuffle<u8>(ac2, bd2, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  fourth = v128.shuffle<u8>(ac2, bd2, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
}
