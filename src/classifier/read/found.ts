/** What the readers take for ink, and where: for showing it. Pages that only read do not load this. */
import { RAW_SIDE } from '../../model/shape.js'
import { digitSides, pageInk } from '../../wasm/page.js'
import { type ReadModule, readLoader } from '../../wasm/read.js'
import { findDigit, type Region } from '../find.js'
import { type Picture, pixelsIn } from '../picture.js'
import { findWriting } from './reader.js'

/** A box in pixels of the picture. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Ink row by row, 0 none … 255 all. */
export interface Ink {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
  /** What it covers of the picture. */
  readonly box: Box
}

/** The one digit of a picture. */
export interface FoundDigit {
  /** 28×28, as the classifier reads it: lines, frames and other parts left out, its longer side 20 pixels. */
  readonly ink: Ink
  /** What its ink covers. */
  readonly box: Box
}

/** Finds ink by the steps of `classify` and `read`, in an instance of its own. */
export class InkFinder {
  readonly #module: ReadModule

  private constructor(module: ReadModule) {
    this.#module = module
  }

  /** @throws {LenetError} ERR_WASM */
  static async load(): Promise<InkFinder> {
    return new InkFinder(await readLoader.load())
  }

  /** The digit that `classify` reads; undefined where nothing is drawn. */
  digit(picture: Picture): FoundDigit | undefined {
    const module = this.#module
    const region = findDigit(module, pixelsIn(picture), false)
    if (!region) return undefined
    const { left, top, right, bottom } = digitSides(module)
    const box = onPicture(region, module.scale(), left, top, right - left, bottom - top)
    const side = (Math.max(box.width, box.height) * RAW_SIDE) / 20
    const [x, y] = [box.x + (box.width - side) / 2, box.y + (box.height - side) / 2]
    const ink = { data: module.digit.slice(), width: RAW_SIDE, height: RAW_SIDE }
    return { ink: { ...ink, box: { x, y, width: side, height: side } }, box }
  }

  /** All that `read` reads; undefined where nothing is written. */
  page(picture: Picture): Ink | undefined {
    const module = this.#module
    const region = findWriting(module, pixelsIn(picture))
    if (!region) return undefined
    const { data, width, height } = pageInk(module)
    return { data, width, height, box: onPicture(region, module.scale(), 0, 0, width, height) }
  }
}

/** A box of the reduced picture on the picture itself. */
const onPicture = (
  region: Region,
  scale: number,
  x: number,
  y: number,
  width: number,
  height: number,
): Box => ({
  x: region.left + scale * x,
  y: region.top + scale * y,
  width: scale * width,
  height: scale * height,
})
