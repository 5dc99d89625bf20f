/** Weights as the upper halves of their float32 (bfloat16): half the bytes in a snippet, and the same answers from it bit for bit. */
import { type StateDict, tensorNames } from '../../model/state.js'

/** The nearest upper half, ties to even. */
export function rounded(values: Float32Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(values)
  const words = new Uint32Array(result.buffer)
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    words[i] = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000
  }
  return result
}

/** `way` of the way from one network to another, 0 to 1, rounded. */
export function between(from: StateDict, to: StateDict, way: number): StateDict {
  const result = {} as StateDict
  for (const name of tensorNames)
    result[name] = rounded(from[name].map((value, i) => value + way * (to[name][i]! - value)))
  return result
}
