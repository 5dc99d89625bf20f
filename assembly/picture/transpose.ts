/** Rows become columns: bytes in blocks of 16 × 16. */
import { setVector, vector } from './access'

/**
 * to[x][y] = from[y][x] for y < rows; both have room for whole blocks of 16 × 16 (what lies beyond `rows` is left unspecified).
 *
 * @param stride    bytes from row to row of `from`, a multiple of 16: the rows of `to`
 * @param toStride  bytes from row to row of `to`, a multiple of 16 and at least `rows`
 */
export function transpose(from: usize, stride: i32, rows: i32, to: usize, toStride: i32): void {
  for (let y = 0; y < rows; y += 16)
    for (let x = 0; x < stride; x += 16)
      block(from + <usize>(y * stride + x), <usize>stride, to + <usize>(x * toStride + y), <usize>toStride)
}

/** Four rounds, each of which interleaves rows that are half of what is left apart. */
function block(from: usize, stride: usize, to: usize, toStride: usize): void {
  // rounds one and two of rows r, r + 4, r + 8, r + 12 make four vectors of columns; the last two rounds put four such groups together
  for (let part: i32 = 0; part < 4; part++) {
    let p = from + stride * <usize>part
    const a = vector(p)
    const b = vector(p + 4 * stride)
    const c = vector(p + 8 * stride)
    const d = vector(p + 12 * stride)
    const ac = v128.shuffle<u8>(a, c, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const bd = v128.shuffle<u8>(b, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const ac2 = v128.shuffle<u8>(a, c, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    const bd2 = v128.shuffle<u8>(b, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    const scratch = TILE + (<usize>part << 6)
    v128.store(scratch, v128.shuffle<u8>(ac, bd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23))
    v128.store(scratch, v128.shuffle<u8>(ac, bd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16)
    v128.store(scratch, v128.shuffle<u8>(ac2, bd2, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), 32)
    v128.store(scratch, v128.shuffle<u8>(ac2, bd2, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 48)
  }
  // a vector now has four columns, of each the rows r, r + 4, r + 8, r + 12
  for (let four: usize = 0; four < 4; four++, to += toStride << 2) {
    const scratch = TILE + (four << 4)
    const a = v128.load(scratch)
    const b = v128.load(scratch, 64)
    const c = v128.load(scratch, 128)
    const d = v128.load(scratch, 192)
    const ac = v128.shuffle<u8>(a, c, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const bd = v128.shuffle<u8>(b, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const ac2 = v128.shuffle<u8>(a, c, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    const bd2 = v128.shuffle<u8>(b, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    setVector(to, v128.shuffle<u8>(ac, bd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23))
    setVector(to + toStride, v128.shuffle<u8>(ac, bd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31))
    setVector(to + 2 * toStride, v128.shuffle<u8>(ac2, bd2, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23))
    setVector(to + 3 * toStride, v128.shuffle<u8>(ac2, bd2, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31))
  }
}

const TILE: usize = memory.data(256, 16)
