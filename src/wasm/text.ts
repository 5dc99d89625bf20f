/** Inlined modules as text, which `scripts/build/text.ts` writes: gzip packs it like the bytes themselves, while base64 cuts them into pieces that it does not see. */

/** Bytes that are one character; the two characters behind theirs begin a pair. */
export const SINGLE = 88
/** 92 that need no escape in a string: the printable ones without the quotes and the backslash. */
export const CHARACTERS: string = /* @__PURE__ */ String.fromCharCode(
  .../* @__PURE__ */ Array.from({ length: 95 }, (_, i) => 32 + i).filter(
    (code) => code !== 34 && code !== 39 && code !== 92,
  ),
)

/** Bits that two characters stand for where bytes are all as common. */
export const BITS = 13

/**
 * The bytes of an inlined module, from its text: their number and how many of them are written by how common they are, in hexadecimal; the table of the single
 * ones; those bytes; and the rest in bits.
 */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const hex = (from: number, to: number) => Number.parseInt(text.slice(from, to), 16)
  const bytes = new Uint8Array(hex(0, 6))
  const head = hex(6, 12)
  const common = Array.from({ length: SINGLE }, (_, i) => hex(12 + 2 * i, 14 + 2 * i))
  const rare = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !common.includes(byte))
  const values = [...common, ...rare]
  let i = 12 + 2 * SINGLE
  let length = 0
  while (length < head) {
    let value = valueAt(text, i++)
    if (value >= SINGLE) value = SINGLE * (value - SINGLE + 1) + valueAt(text, i++)
    bytes[length++] = values[value]!
  }
  // what padding adds lies behind the array, where it is not written
  for (let bits = 0, have = 0; i < text.length; i += 2) {
    bits = (bits << BITS) | ((SINGLE + 4) * valueAt(text, i) + valueAt(text, i + 1))
    for (have += BITS; have >= 8; have -= 8) bytes[length++] = bits >> (have - 8)
  }
  return bytes
}

function valueAt(text: string, i: number): number {
  const code = text.charCodeAt(i)
  return code - 32 - Number(code > 34) - Number(code > 39) - Number(code > 92)
}
