/** The reader of several digits: all that the classifier's module has, and a page of ink as lines of digits. */
import { DIGIT_BOXES, DIGIT_LINES, DIGIT_SURE, DIGITS } from './page'
import { PAGE } from './memory'
import { unpackStrict } from './network'

export * from '../classifier/index'
export { findPage, pageHeight, pageScale, pageWidth } from './ink'
export { pageConfidence, readPage } from './page'

/** Where the host writes ink, and finds digits, lines, confidences and boxes. */
export function readAddress(region: i32): usize {
  switch (region) {
    case 0: return changetype<usize>(PAGE)
    case 1: return changetype<usize>(DIGITS)
    case 2: return changetype<usize>(DIGIT_LINES)
    case 3: return changetype<usize>(DIGIT_SURE)
    case 4: return changetype<usize>(DIGIT_BOXES)
    default: return 0
  }
}

unpackStrict()
