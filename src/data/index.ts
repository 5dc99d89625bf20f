/**
 * Digits from bytes, without a file system: `lenet1989/data`.
 */
export { type Digits, digits, subset, take } from '../model/digits.js'
export { parseIdx, parseIdxImages, parseIdxLabels, type RawDigits } from './idx.js'
export { mnistDigits, type Split, type SplitOptions } from './mnist.js'
export { resize } from './resize.js'
export { parseZipcode } from './zipcode.js'
