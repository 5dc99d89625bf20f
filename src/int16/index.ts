/**
 * lenet1989/int16: trained networks in reduced precision, for classifying digits in bulk.
 *
 * @module
 */

export type { AnswerConfig, Model, ModelSource } from '../model/model.js'
export { Int16Network, type Int16Options } from './network.js'
