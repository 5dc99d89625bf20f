/**
 * Reading digits that people draw: `lenet1989/classifier`.
 *
 * @module
 */
export type { Picture } from './ink.js'
export { prepareDigit } from './prepare.js'
