/**
 * Reading numbers that people write: `lenet1989/classifier/read`.
 *
 * @module
 */
export { type ErrorCode, LenetError } from '../../model/errors.js'
export type { WasmModule, WasmSource } from '../../wasm/source.js'
export type { BitmapLike, CanvasLike } from '../canvas.js'
export type { Classification } from '../classify.js'
export type { DigitInput } from '../input.js'
export type { ClassifyOptions, Thresholds } from '../max-error.js'
export type { Picture } from '../picture.js'
export type { Reason } from '../shape.js'
export type { ReadOptions } from './options.js'
export { DigitReader, type ReadDigit, type ReaderLoadOptions, type ReadResult } from './reader.js'
