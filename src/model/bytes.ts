/** Bytes and arrays as they are given: of any kind that holds them, of any realm (a frame, a vm context, jsdom), told by tag, not by class. */
import { LenetError } from './errors.js'
import { kind, reading } from './validate.js'

const typedArray = /* @__PURE__ */ Object.getOwnPropertyDescriptor(
  /* @__PURE__ */ Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)!

/** `Float32Array` for a Float32Array of any realm; undefined if it is not a typed array, whatever it claims to be. */
export const arrayType = (value: unknown): string | undefined => typedArray.get!.call(value)

export const isFloat32Array = (value: unknown): value is Float32Array => arrayType(value) === 'Float32Array'

export const isUint8Array = (value: unknown): value is Uint8Array => arrayType(value) === 'Uint8Array'

/** The class of an object as its maker calls it; unlike `instanceof` it holds across realms, and does not make Node load its `fetch`. */
export const tagOf = (value: unknown): string => {
  try {
    return Object.prototype.toString.call(value).slice(8, -1)
  } catch {
    return 'Object'
  }
}

/** What bytes may be given as: the whole of a buffer, or what a view sees of one. */
export type Bytes = ArrayBufferLike | ArrayBufferView

/** What to write instead of what holds no bytes, or not yet. */
function advice(value: unknown): string {
  switch (tagOf(value)) {
    case 'Promise':
      return ': await it first'
    case 'Blob':
    case 'File':
    case 'Response':
    case 'Request':
      return ': give its await .arrayBuffer()'
    case 'URL':
    case 'String':
      return ': give the bytes of the file, such as await readFile(path), or await (await fetch(url)).arrayBuffer()'
    case 'Array':
      return ': give Uint8Array.from(it)'
    default:
      return ''
  }
}

/**
 * The bytes of an `ArrayBuffer`, a `SharedArrayBuffer` or any view of either. Shared and resizable memory is copied, as decoders of platforms refuse it,
 * and others could change it meanwhile; everything else is not.
 *
 * @param where what they are called, for the message
 * @throws {LenetError} ERR_FORMAT for anything else, saying what to write instead; ERR_VALUE for a buffer that was transferred away
 */
export function bytes(given: unknown, where: string): Uint8Array<ArrayBuffer> {
  const isView = ArrayBuffer.isView(given)
  const tag = tagOf(given)
  if (!isView && tag !== 'ArrayBuffer' && tag !== 'SharedArrayBuffer') {
    throw new LenetError(
      'ERR_FORMAT',
      `${where}: expected bytes (an ArrayBuffer, a Uint8Array or another view), got ${kind(given)}${advice(given)}`,
    )
  }
  return reading(where, () => {
    const buffer = isView ? given.buffer : (given as ArrayBuffer)
    checkAttached(buffer, where)
    const view = isView ? new Uint8Array(buffer, given.byteOffset, given.byteLength) : new Uint8Array(buffer)
    const moving =
      tagOf(buffer) === 'SharedArrayBuffer' || (buffer as { resizable?: boolean }).resizable === true
    return (moving ? view.slice() : view) as Uint8Array<ArrayBuffer>
  })
}

/** @throws {LenetError} ERR_VALUE for a buffer that was transferred away, as by `postMessage` */
export function checkAttached(buffer: ArrayBufferLike, where: string): void {
  if (buffer.byteLength > 0) return
  try {
    new Uint8Array(buffer)
  } catch (cause) {
    throw new LenetError(
      'ERR_VALUE',
      `${where}: its buffer is detached: it was transferred to another owner`,
      {
        cause,
      },
    )
  }
}
