/**
 * Finds the inked pixels of an image. H1 works on x + 1 instead of x: background (−1) and border (the constant −1) become 0 and need
 * no work, which leaves about 65 of a digit's 256 pixels. What the shift by one adds is a sum over the kernel, see conv1.ts.
 */
import { IMAGE, PLANES } from './shape'
import { INK, INK_COUNTS, INK_LIST, INKED, MAP1 } from './memory'
import { one4 } from './exp'
import { load4, store4 } from './lanes'

/** Bytes of an H1 unit; and the step to the next unit in an entry's high word. */
const UNIT: i32 = PLANES << 2
const NEXT: u64 = <u64>UNIT << 32
/** The same to the unit below; and bytes of a row of pixels. */
const NEXT_ROW: u64 = <u64>(MAP1 * UNIT) << 32
const ROW: usize = IMAGE << 2

/** INKED[(y + dy) mod 16][(x + dx) mod 16] = image[y][x] + 1, with dy, dx in −1, 0, 1: `torch.roll(x, (dy, dx), (2, 3))`. */
export function ink(image: usize, dy: i32, dx: i32): void {
  const one = one4()
  for (let y = 0; y < IMAGE; y++) {
    const from = image + (<usize>y << 6)
    const to = INKED + (<usize>((y + dy) & 15) << 6)
    const a = f32x4.add(load4(from), one)
    const b = f32x4.add(load4(from, 16), one)
    const c = f32x4.add(load4(from, 32), one)
    const d = f32x4.add(load4(from, 48), one)
    if (dx == 0) {
      store4(to, a)
      store4(to, b, 16)
      store4(to, c, 32)
      store4(to, d, 48)
    } else if (dx > 0) {
      store4(to, v128.shuffle<f32>(d, a, 3, 4, 5, 6))
      store4(to, v128.shuffle<f32>(a, b, 3, 4, 5, 6), 16)
      store4(to, v128.shuffle<f32>(b, c, 3, 4, 5, 6), 32)
      store4(to, v128.shuffle<f32>(c, d, 3, 4, 5, 6), 48)
    } else {
      store4(to, v128.shuffle<f32>(a, b, 1, 2, 3, 4))
      store4(to, v128.shuffle<f32>(b, c, 1, 2, 3, 4), 16)
      store4(to, v128.shuffle<f32>(c, d, 1, 2, 3, 4), 32)
      store4(to, v128.shuffle<f32>(d, a, 1, 2, 3, 4), 48)
    }
  }
  sortInk()
}

/** Writes an entry at `end` and gives the new end: behind the entry if the pixel has ink. */
// @ts-ignore: decorator
@inline
function append(end: usize, pixel: usize, place: u64): usize {
  const bits = load<u32>(pixel)
  store<u64>(end, place | bits)
  return end + (<usize>(bits != 0) << 3)
}

/**
 * Sorts the inked pixels into four lists by the parity of row and column, column by column: pixels of one list meet the same taps of H1's
 * kernel, and two that follow each other lie in different rows and reach different units, so that one's sums need not wait for the other's. An entry is the pixel's x + 1 (low word) and the byte offset of the first H1 unit that it reaches in the map with margin (high word).
 * Without a branch on the pixel, since ink is unpredictable: each entry is written, and kept only if the end moves on.
 */
function sortInk(): void {
  for (let oddY = 0; oddY < 2; oddY++) {
    const even = INK + <usize>(2 * oddY) * INK_LIST
    const odd = even + INK_LIST
    let evenEnd = even
    let oddEnd = odd
    for (let x = 0; x < IMAGE; x += 2) {
      // an odd column's pixel first reaches the unit after its left neighbour's
      let pixel = INKED + (<usize>(oddY * IMAGE + x) << 2)
      let place = <u64>(<u32>((oddY * MAP1 + (x >> 1)) * UNIT)) << 32
      for (let y = 0; y < IMAGE; y += 4, pixel += 4 * ROW, place += 2 * NEXT_ROW) {
        evenEnd = append(evenEnd, pixel, place)
        oddEnd = append(oddEnd, pixel + 4, place + NEXT)
        evenEnd = append(evenEnd, pixel + 2 * ROW, place + NEXT_ROW)
        oddEnd = append(oddEnd, pixel + 2 * ROW + 4, place + NEXT + NEXT_ROW)
      }
    }
    store<u32>(INK_COUNTS + (<usize>oddY << 3), <u32>(evenEnd - even))
    store<u32>(INK_COUNTS + (<usize>oddY << 3), <u32>(oddEnd - odd), 4)
  }
}
