/** Finds what is drawn on a picture: ink from 0 to 1 at each pixel, whatever the colours of pen and paper. */
import { LenetError } from '../errors.js'

/** A picture as `CanvasRenderingContext2D.getImageData` gives it: RGBA, four bytes per pixel, row by row. */
export interface Picture {
  readonly data: Uint8ClampedArray | Uint8Array
  readonly width: number
  readonly height: number
}

/** Ink at each pixel, 0 … 1, row by row. */
export interface Ink {
  readonly values: Float32Array
  readonly width: number
  readonly height: number
}

/** Pen and paper must differ by an eighth of the scale, or there is nothing drawn. */
const LEAST_CONTRAST = 1 / 8
/** What differs from the paper by less than this share of the darkest ink is the paper's own: compression, grain, a shadow. */
const GRAIN = 0.1

/**
 * The ink of a picture, `undefined` where nothing is drawn. The paper is what most of the picture's edge shows: where that is transparent, everything that
 * is not transparent is ink; else ink is what is darker, or lighter, than the edge, whichever there is more of. The darkest ink is 1.
 *
 * @throws {LenetError} ERR_SHAPE for a picture without pixels, or whose data are not width × height × 4 bytes
 */
export function findInk(picture: Picture): Ink | undefined {
  const { width, height } = picture
  checkPicture(picture)
  const edge = edgePixels(width, height)
  const covered = edge.filter((pixel) => picture.data[4 * pixel + 3]! >= 128).length
  const values = 2 * covered < edge.length ? alpha(picture) : contrast(luminance(picture), edge)
  const darkest = values.reduce((most, value) => Math.max(most, value), 0)
  if (darkest < LEAST_CONTRAST) return undefined
  const grain = GRAIN * darkest
  return {
    values: values.map((value) => Math.max(0, value - grain) / (darkest - grain)),
    width,
    height,
  }
}

function checkPicture({ data, width, height }: Picture): void {
  const whole = (n: number) => Number.isSafeInteger(n) && n > 0
  if (!whole(width) || !whole(height) || data?.length !== 4 * width * height) {
    throw new LenetError(
      'ERR_SHAPE',
      `picture: ${data?.length} bytes for ${width}×${height} pixels, expected four (RGBA) for each of at least one`,
    )
  }
}

/** Indices of the pixels along the four sides. */
function edgePixels(width: number, height: number): number[] {
  const pixels: number[] = []
  for (let x = 0; x < width; x++) pixels.push(x, (height - 1) * width + x)
  for (let y = 1; y < height - 1; y++) pixels.push(y * width, y * width + width - 1)
  return pixels
}

const alpha = ({ data, width, height }: Picture): Float32Array =>
  Float32Array.from({ length: width * height }, (_, i) => data[4 * i + 3]! / 255)

/** Luma (Rec. 601) on white paper, 0 … 1. */
function luminance({ data, width, height }: Picture): Float32Array {
  const values = new Float32Array(width * height)
  for (let i = 0; i < values.length; i++) {
    const [red, green, blue] = [data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!]
    const opacity = data[4 * i + 3]! / 255
    values[i] = 1 - opacity + (opacity * (0.299 * red + 0.587 * green + 0.114 * blue)) / 255
  }
  return values
}

/** How far each value lies from the edge's median, on the side where more lies. */
function contrast(values: Float32Array, edge: readonly number[]): Float32Array {
  const paper = edge.map((pixel) => values[pixel]!).sort((a, b) => a - b)[edge.length >> 1]!
  const sum = values.reduce((total, value) => total + (value - paper), 0)
  const side = sum > 0 ? 1 : -1
  return values.map((value) => Math.max(0, side * (value - paper)))
}
