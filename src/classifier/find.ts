/** Hands a picture to the module strip by strip, and has the digit found on it. No pixel is touched here. */

import type { ClassifierModule } from '../wasm/classifier-instance.js'
import type { Pixels } from './picture.js'

export interface Region {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/**
 * Finds the digit: the module's `digit` and `features` then are its own. One that is small on a large picture is looked at twice, the second time closer.
 *
 * @param centred  for networks that read MNIST's 28×28 as they are: the centre of mass in the middle
 * @returns the region searched last; undefined if there is no ink
 */
export function findDigit(module: ClassifierModule, picture: Pixels, centred: boolean): Region | undefined {
  const whole = { left: 0, top: 0, width: picture.width, height: picture.height }
  takeIn(module, picture, whole)
  if (!module.findDigit(centred)) return undefined
  const closer = module.closer()
  if (!closer) return whole
  // what else is on the picture is not on the crop
  const before = module.features.slice(1, 3)
  takeIn(module, picture, closer)
  if (module.findDigit(centred)) {
    module.features.set(before, 1)
    return closer
  }
  // nothing stands out on the crop alone: what was found first
  takeIn(module, picture, whole)
  return module.findDigit(centred) ? whole : undefined
}

/** Has a region of the picture taken in. */
export function takeIn({ strip, begin, take }: ClassifierModule, picture: Pixels, region: Region): void {
  const { data, width, channels } = picture
  begin(region.width, region.height, channels)
  const most = Math.floor(strip.length / channels)
  // whole rows of the picture at once, as many as there is room for
  if (region.width === width && width <= most) {
    const rows = Math.floor(most / width)
    for (let y = 0; y < region.height; y += rows) {
      const from = (region.top + y) * width
      const count = Math.min(rows, region.height - y) * width
      strip.set(data.subarray(from * channels, (from + count) * channels))
      take(count)
    }
    return
  }
  for (let y = region.top; y < region.top + region.height; y++) {
    for (let x = 0; x < region.width; x += most) {
      const from = y * width + region.left + x
      const count = Math.min(most, region.width - x)
      strip.set(data.subarray(from * channels, (from + count) * channels))
      take(count)
    }
  }
}
