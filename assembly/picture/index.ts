/** From any picture to ink, for the classifier's module: begin, take strip by strip, find; then DIGIT, 28 × 28 bytes, and FEATURES. */
import { digit } from './digit'
import { features } from './features'
import { find } from './find'
import { allowAll, DIGIT } from './memory'
import { get, set } from './access'

export { begin, take } from './strip'
export { cropHeight, cropLeft, cropTop, cropWidth, refine } from './crop'
export { DIGIT, FEATURES, STRIP, STRIP_SIZE } from './memory'
export { dark } from './find'

allowAll()

/**
 * Finds the digit on the picture that has been taken in.
 *
 * @param centred  for networks that read MNIST's 28 × 28 as they are: the centre of mass in the middle
 * @returns whether there is any ink; then DIGIT and FEATURES
 */
export function findDigit(centred: boolean): boolean {
  if (!find()) return false
  digit(centred)
  features()
  return true
}

/** DIGIT turned over: dark on light to light on dark. */
export function turnOver(): void {
  for (let p = DIGIT; p < DIGIT + 784; p++) set<u8>(p, 255 - get<u8>(p))
}
