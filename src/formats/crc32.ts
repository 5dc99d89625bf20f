/** CRC-32 as in zip and gzip (ISO 3309): detects torn and flipped bytes, not malice. */

/** The remainder of each byte for the reversed polynomial; made on first use. */
let remainders: Uint32Array | undefined

function makeRemainders(): Uint32Array {
  const table = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1
    table[byte] = rest
  }
  return table
}

/** The CRC-32 of all parts, one after the other. */
export function crc32(...parts: readonly Uint8Array[]): number {
  remainders ??= makeRemainders()
  let rest = ~0
  for (const part of parts) for (const byte of part) rest = remainders[(rest ^ byte) & 0xff]! ^ (rest >>> 8)
  return ~rest >>> 0
}
