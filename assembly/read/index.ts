/** The reader of several digits: all that the classifier's module has, and a page of ink as lines of digits. */
import { unpackStrict } from './network'

export * from '../classifier/index'
export { bottom as digitBottom, left as digitLeft, right as digitRight, top as digitTop } from '../picture/select'
export { findPage, pageHeight, pageScale, pageWidth } from './ink'
export { PAGE } from './memory'
export { DIGIT_BOXES, DIGIT_CONFIDENCES, DIGIT_LINES, DIGITS, pageConfidence, readPage } from './page'

unpackStrict()
