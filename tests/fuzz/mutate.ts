/** Bytes that have suffered: mutations that a seed decides, so that each can be made again. */

/** Marsaglia's xorshift: numbers from 0 to below `below`. */
export type Random = (below: number) => number

export function random(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Numbers at the edges of what formats hold. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff]
/** What means something to JSON, pickles and text. */
const WORDS = [
  '{',
  '}',
  '"',
  ',',
  ':',
  '[',
  'null',
  '-1',
  '1e999',
  '__proto__',
  '\\u0000',
  '\n',
  'NaN',
  '(',
  't',
  '.',
]

/** One change, or up to four, half of them near the beginning, where headers are. */
export function mutate(original: Uint8Array, next: Random): Uint8Array {
  let bytes: Uint8Array = original.slice()
  for (let changes = 1 + next(2) * next(4); changes > 0; changes--) bytes = change(bytes, next)
  return bytes
}

function change(bytes: Uint8Array, next: Random): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(next(256))
  const at = next(next(2) === 0 ? Math.min(bytes.length, 1500) : bytes.length)
  const length = 1 + next(next(4) === 0 ? bytes.length : 16)
  switch (next(9)) {
    case 0:
      bytes[at]! ^= 1 << next(8)
      return bytes
    case 1:
      bytes[at] = next(256)
      return bytes
    case 2:
      return bytes.slice(0, at)
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length))
    case 4:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at))
    case 5:
      return joined(
        bytes.subarray(0, at),
        Uint8Array.from({ length }, () => next(256)),
        bytes.subarray(at),
      )
    case 6: {
      const size = [1, 2, 4][next(3)]!
      const edge = EDGES[next(EDGES.length)]!
      const littleEndian = next(2) === 0
      for (let i = 0; i < size && at + i < bytes.length; i++) {
        bytes[at + (littleEndian ? i : size - 1 - i)] = (edge >>> (8 * i)) & 0xff
      }
      return bytes
    }
    case 7: {
      const word = new TextEncoder().encode(WORDS[next(WORDS.length)]!)
      const over = next(2) * word.length
      return joined(bytes.subarray(0, at), word, bytes.subarray(at + over))
    }
    default: {
      const from = next(bytes.length)
      bytes.copyWithin(at, from, from + length)
      return bytes
    }
  }
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
