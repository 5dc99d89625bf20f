/**
 * Reading digits that people draw: `lenet1989/classifier`.
 *
 * @module
 */
export { type ErrorCode, LenetError } from '../model/errors.js'
export type { WasmModule, WasmSource } from '../wasm/source.js'
export type { BitmapLike, CanvasLike } from './canvas.js'
export { DigitClassifier, type LoadOptions } from './classifier.js'
export type { Classification, OwnNetwork } from './classify.js'
export type { DigitInput } from './input.js'
export type { ClassifyOptions, Thresholds } from './max-error.js'
export type { Picture } from './picture.js'
export { prepareDigit } from './prepare.js'
export type { Reason } from './shape.js'
