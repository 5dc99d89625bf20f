/**
 * What the reader of several digits holds, all of fixed size: a page of ink with its components, and one line of it at a time, brought to digits 20 pixels
 * high. Arrays are indexed, so that the checked build traps outside of them.
 */

/** Longer side of a page of ink, and its pixels. */
export const PAGE_SIDE: i32 = 400
const PAGE_PIXELS: i32 = PAGE_SIDE * PAGE_SIDE
/** Components of a page or line; a page with more is not taken for writing, and not read. */
export const MOST_COMPONENTS: i32 = 1023
/** Lines of a page. */
export const MOST_LINES: i32 = 15
/** Height of the digits of a line, in pixels of the line. */
export const HEIGHT: i32 = 20
/** Pixels of a line, and its rows. */
export const LINE_PIXELS: i32 = 1 << 17
export const MOST_ROWS: i32 = 128
/** Places at which a line may be cut, of which inside one component; spans between two of them; digits of a page. */
export const MOST_CUTS: i32 = 118
export const MOST_CUTS_INSIDE: i32 = 60
export const MOST_SPANS: i32 = 3072
export const MOST_DIGITS: i32 = 256
/** Numbers by which a span is judged. */
export const FEATURES: i32 = 24

/** Ink, 0 … 255, row by row; the host or the picture's kernels write it. */
export const PAGE = new StaticArray<u8>(PAGE_PIXELS)
/** Component of a pixel from 1, 0 none, DUST. */
export const PAGE_LABELS = new StaticArray<u16>(PAGE_PIXELS)
export const LINE = new StaticArray<u8>(LINE_PIXELS)
export const LINE_LABELS = new StaticArray<u16>(LINE_PIXELS)
/** Index of the solid-ink pixel next to a soft one; −1 for a soft pixel without such a neighbour. */
export const HOME = new StaticArray<i32>(LINE_PIXELS)
export const HOME_BEFORE = new StaticArray<i32>(LINE_PIXELS)
/** Pixels to be visited. */
export const QUEUE = new StaticArray<i32>(PAGE_PIXELS)

/** Components of a page or of a line: what each covers, and where it belongs. */
export class Boxes {
  count: i32 = 0
  left: StaticArray<i32> = new StaticArray<i32>(MOST_COMPONENTS)
  right: StaticArray<i32> = new StaticArray<i32>(MOST_COMPONENTS)
  top: StaticArray<i32> = new StaticArray<i32>(MOST_COMPONENTS)
  bottom: StaticArray<i32> = new StaticArray<i32>(MOST_COMPONENTS)
  area: StaticArray<i32> = new StaticArray<i32>(MOST_COMPONENTS)
  /** Mean column. */
  centre: StaticArray<f32> = new StaticArray<f32>(MOST_COMPONENTS)
  /** Of a page's: the line, or −1. Of a line's: the place from left to right, or −1. */
  place: StaticArray<i32> = new StaticArray<i32>(MOST_COMPONENTS)

  // @ts-ignore: decorator
  @inline
  width(k: i32): i32 {
    return this.right[k] - this.left[k] + 1
  }
  // @ts-ignore: decorator
  @inline
  height(k: i32): i32 {
    return this.bottom[k] - this.top[k] + 1
  }
}

export const PAGE_BOXES = new Boxes()
export const LINE_BOXES = new Boxes()
