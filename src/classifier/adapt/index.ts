/**
 * A classifier that learns one hand from a few samples: `lenet1989/classifier/adapt`.
 *
 * @module
 */
export { type ErrorCode, LenetError } from '../../model/errors.js'
export { type AdaptOptions, adapt } from './adapt.js'
export type { AdaptProgress, KeptDigits, Sample } from './samples.js'
export { fromSafetensors, type SnippetOptions, toModel, toSafetensors, toSnippet } from './save.js'
