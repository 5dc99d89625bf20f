/**
 * Reading digits that people draw: `lenet1989/classifier`.
 *
 * @module
 */
export { type ErrorCode, LenetError } from '../errors.js'
export type { WasmSource } from '../kernels/compile.js'
export type { BitmapLike, CanvasLike } from './canvas.js'
export { type Classification, DigitClassifier, type LoadOptions } from './classifier.js'
export type { DigitInput } from './input.js'
export type { Picture } from './picture.js'
export { prepareDigit } from './prepare.js'
export type { ClassifyOptions, Thresholds } from './rejection.js'
