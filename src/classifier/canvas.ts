/** Pixels from what browsers draw on. The DOM is known by the few members that are used, so that other canvases do as well. */
import { LenetError } from '../model/errors.js'
import { checkSides, type Picture } from './picture.js'

/** What is needed of `HTMLCanvasElement` and `OffscreenCanvas`. */
export interface CanvasLike {
  readonly width: number
  readonly height: number
  /** As the canvas' own; the context gives `getImageData`. */
  getContext(kind: '2d', settings?: object): unknown
}

/** What is needed of `ImageBitmap`. */
export interface BitmapLike {
  readonly width: number
  readonly height: number
  /** Only tells a bitmap from a canvas; never called. */
  close(): void
}

interface Context2D {
  drawImage(image: unknown, x: number, y: number): void
  getImageData(x: number, y: number, width: number, height: number): Picture
}

/** What there may be to make a canvas with. */
interface Surroundings {
  readonly OffscreenCanvas?: new (width: number, height: number) => CanvasLike
  readonly document?: { createElement(tag: 'canvas'): { width: number; height: number } & CanvasLike }
}

export const isCanvas = (value: object): value is CanvasLike =>
  typeof (value as CanvasLike).getContext === 'function'

export const isBitmap = (value: object): value is BitmapLike =>
  typeof (value as BitmapLike).close === 'function'

/**
 * The pixels of a canvas, or of a bitmap.
 *
 * @throws {LenetError} ERR_SHAPE for sides of 0 (also of a bitmap that is closed) or too many pixels; ERR_VALUE where the browser gives no pixels, as of a
 *   canvas that shows pictures of another site
 */
export function pixelsOf(source: CanvasLike | BitmapLike): Picture {
  const { width, height } = source
  const what = isCanvas(source) ? 'canvas' : 'bitmap'
  checkSides(width, height, what)
  try {
    // a canvas with WebGL has no other context
    const own = isCanvas(source) ? context(source) : null
    return (own ?? copy(source)).getImageData(0, 0, width, height)
  } catch (cause) {
    const { name, message } = cause as Error
    const why =
      name === 'SecurityError'
        ? 'it shows pictures of another site, whose pixels browsers keep secret'
        : message
    throw new LenetError('ERR_VALUE', `${what}: its pixels cannot be read: ${why}`, { cause })
  }
}

const context = (canvas: CanvasLike): Context2D | null =>
  canvas.getContext('2d', { willReadFrequently: true }) as Context2D | null

function copy(source: CanvasLike | BitmapLike): Context2D {
  const { width, height } = source
  const { OffscreenCanvas, document } = globalThis as Surroundings
  const canvas = OffscreenCanvas ? new OffscreenCanvas(width, height) : document?.createElement('canvas')
  if (!canvas) throw new Error('there is no canvas to draw it on; give its pixels as { data, width, height }')
  const drawn = context(Object.assign(canvas, { width, height }))
  if (!drawn) throw new Error('there is no 2d context to draw it with')
  drawn.drawImage(source, 0, 0)
  return drawn
}
