/**
 * lenet1989/int16: trained networks in reduced precision, for classifying digits in bulk.
 *
 * @module
 */

export { Int16Network, type Int16Options } from './network.js'
