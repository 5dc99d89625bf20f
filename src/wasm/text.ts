/**
 * A module as text that gzip packs as well as its bytes: a character for each of the 89 bytes from 252 on (in wasm nearly all), two for others. Base64 cuts
 * bytes into pieces that gzip does not see: 16.3 kB instead of 12.6 for the classifier's code. Its weights, which have six bits, are better off as base64.
 */
import { decode } from './compile.js'

/** Bytes of one character, and where they begin. */
export const SINGLE = 89
export const FIRST = 252

/** What scripts/build writes. */
export interface ModuleText {
  readonly code: string
  /** Base64, and where in the module its bytes belong. */
  readonly weights: string
  readonly at: number
}

export function decodeText({ code, weights, at }: ModuleText): Uint8Array<ArrayBuffer> {
  const inner = decode(weights)
  const bytes = new Uint8Array(code.length + inner.length)
  let to = 0
  for (let i = 0; i < code.length; ) {
    if (to === at) {
      bytes.set(inner, at)
      to += inner.length
    }
    const value = place(code, i++)
    bytes[to++] = FIRST + (value < 2 ? SINGLE * (value + 1) + place(code, i++) - 2 : value - 2)
  }
  return bytes.slice(0, to)
}

/** A character's number among the 91 that need no escape in a string: all from space to tilde but $ ' \ and `. */
function place(text: string, i: number): number {
  const code = text.charCodeAt(i)
  return code - 32 - +(code > 36) - +(code > 39) - +(code > 92) - +(code > 96)
}
