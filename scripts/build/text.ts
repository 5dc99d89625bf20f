/**
 * A module as text that gzip packs as well as its bytes: the 88 commonest bytes are a character each, the others two, so that what repeats in the module repeats
 * in the text. In base64 it does so only where it lies at the same place of three bytes: 12.9 kB gzipped of lenet1989.wasm, against 9.4 in this form and 9.3 as bytes.
 * Weights do not repeat, and take 8.7 bits a byte that way; where it is shorter the data section goes as 13 bits in two characters, 8.05 bits a byte.
 * `src/wasm/text.ts` reads it.
 */
import { gzipSync } from 'node:zlib'
import { BITS, CHARACTERS, SINGLE } from '../../src/wasm/text.js'

export function textOf(bytes: Uint8Array): string {
  const whole = written(bytes, bytes.length)
  const apart = written(bytes, dataSection(bytes))
  return size(apart) < size(whole) ? apart : whole
}

const size = (text: string): number => gzipSync(text, { level: 9 }).length

/** The first `head` bytes by how common they are, the others by their bits. */
function written(bytes: Uint8Array, head: number): string {
  const count = new Uint32Array(256)
  for (const byte of bytes.subarray(0, head)) count[byte]!++
  const order = [...count.keys()].sort((a, b) => count[b]! - count[a]! || a - b)
  const common = order.slice(0, SINGLE)
  const rare = order.slice(SINGLE).sort((a, b) => a - b)
  const texts: string[] = []
  for (const [i, byte] of common.entries()) texts[byte] = CHARACTERS[i]!
  for (const [i, byte] of rare.entries())
    texts[byte] = CHARACTERS[SINGLE + Math.floor(i / SINGLE)]! + CHARACTERS[i % SINGLE]!
  const numbers = [bytes.length, head].map((number) => number.toString(16).padStart(6, '0')).join('')
  const table = common.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return (
    numbers +
    table +
    Array.from(bytes.subarray(0, head), (byte) => texts[byte]!).join('') +
    inBits(bytes.subarray(head))
  )
}

function inBits(bytes: Uint8Array): string {
  const all = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const words = all.match(new RegExp(`.{1,${BITS}}`, 'g')) ?? []
  return words
    .map((bits) => Number.parseInt(bits.padEnd(BITS, '0'), 2))
    .map((word) => CHARACTERS[Math.floor(word / CHARACTERS.length)]! + CHARACTERS[word % CHARACTERS.length]!)
    .join('')
}

/** Where a module's data section begins; its length if it has none. */
function dataSection(bytes: Uint8Array): number {
  for (let at = 8; at < bytes.length; ) {
    if (bytes[at] === 11) return at
    // the length in groups of seven bits, the lowest first
    let length = 0
    let groups = 0
    do length += (bytes[at + 1 + groups]! & 127) << (7 * groups++)
    while (bytes[at + groups]! & 128)
    at += 1 + groups + length
  }
  return bytes.length
}
