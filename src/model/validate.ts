/** What messages say about a value that was given, whatever it is: one line, and never a long one. */
import { LenetError } from './errors.js'

/** More of a value would not help to find it. */
const SHOWN = 60

/** A word for what a value is: `null`, `number`, `Array`, `Float64Array`. */
export function kind(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  return Object.getPrototypeOf(value)?.constructor?.name ?? 'object'
}

/** The value itself: `"gelu"`, `NaN`, `[0.9]`. */
export function show(value: unknown): string {
  const text = written(value).replace(/\s+/g, ' ')
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** As JSON where that is true to the value, which it is not for NaN, undefined, functions and the like. */
function written(value: unknown): string {
  if (typeof value === 'number') return String(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return kind(value) === 'bigint' ? String(value) : kind(value)
  }
}

/**
 * Refuses names that do not exist, which JavaScript would pass over in silence.
 *
 * @param what they are names of, for the message: `field`
 * @throws {LenetError} ERR_CONFIG
 */
export function checkNames(given: object, known: readonly string[], what: string): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new LenetError('ERR_CONFIG', `unknown ${what} ${show(unknown)}; there are ${known.join(', ')}`)
  }
}
