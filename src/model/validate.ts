/** What messages say about a value that was given, whatever it is, and the one way in which option bags are read. */
import { LenetError } from './errors.js'

/** More of a value would not help to find it. */
const SHOWN = 60

/** A word for what a value is: `null`, `number`, `Array`, `Float64Array`. Never throws, whatever the value does when it is touched. */
export function kind(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  try {
    const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
    return typeof name === 'string' && name !== '' ? name : 'object'
  } catch {
    return 'object'
  }
}

/** The value itself: `"gelu"`, `NaN`, `[0.9]`. Never throws. */
export function show(value: unknown): string {
  const text = written(value).replace(/\s+/g, ' ')
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** As JSON where that is true to the value, which it is not for NaN, undefined, functions and the like. */
function written(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (ArrayBuffer.isView(value)) return kind(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return typeof value === 'bigint' ? String(value) : kind(value)
  }
}

/** What a caught value says: anything can be thrown. */
export const reasonOf = (cause: unknown): string => {
  try {
    return cause instanceof Error ? String(cause.message) : show(cause)
  } catch {
    return 'unknown'
  }
}

/**
 * Runs `read`, which touches values that somebody else has made: getters and proxies may throw anything.
 *
 * @param what is being read, for the message
 * @throws {LenetError} its own as they are, others as ERR_VALUE
 */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof LenetError) throw cause
    throw new LenetError('ERR_VALUE', `${what} cannot be read: ${reasonOf(cause)}`, { cause })
  }
}

/** What an option must be, in words, and whether it is. */
export type Check = readonly [expected: string, fits: (value: unknown) => boolean]

export const isFunction: Check = ['a function', (value) => typeof value === 'function']
export const isBoolean: Check = ['true or false', (value) => typeof value === 'boolean']
export const isText: Check = ['a string', (value) => typeof value === 'string']
/** Not by instanceof: a signal may be from another realm, as a frame's. */
export const isSignal: Check = [
  'an AbortSignal',
  (value) =>
    typeof Object(value).throwIfAborted === 'function' &&
    typeof Object(value).addEventListener === 'function',
]
/** Whatever it is, it is checked where it is used. */
export const isAnything: Check = ['any value', () => true]

/**
 * The options of a call as a plain object: each read once, checked, and left out where it is undefined.
 *
 * @param where who takes them, for messages
 * @throws {LenetError} ERR_CONFIG naming the option, its value and what is expected; also for an option that does not exist
 */
export function readOptions<Options extends object>(
  given: Options | undefined,
  checks: { readonly [Name in keyof Options]-?: Check },
  where: string,
): Options {
  const options: Record<string, unknown> = {}
  if (given === undefined) return options as Options
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new LenetError('ERR_CONFIG', `${where}: options are ${show(given)}, expected an object`)
  const known = Object.keys(checks) as (keyof Options & string)[]
  try {
    checkNames(given, known, 'option')
    for (const name of known) {
      const value = given[name]
      if (value === undefined) continue
      const [expected, fits] = checks[name]
      if (!fits(value))
        throw new LenetError('ERR_CONFIG', `${where}: ${name} is ${show(value)}, expected ${expected}`)
      options[name] = value
    }
  } catch (cause) {
    if (cause instanceof LenetError) throw cause
    throw new LenetError('ERR_CONFIG', `${where}: the options cannot be read: ${reasonOf(cause)}`, { cause })
  }
  return options as Options
}

/**
 * Makes sure that an argument is text.
 *
 * @throws {LenetError} ERR_CONFIG
 */
export function checkText(value: unknown, where: string): asserts value is string {
  if (typeof value !== 'string')
    throw new LenetError('ERR_CONFIG', `${where}: expected a string, got ${kind(value)}`)
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
    throw new LenetError(
      'ERR_CONFIG',
      `unknown ${what} ${show(unknown)}; expected one of ${known.join(', ')}`,
    )
  }
}
