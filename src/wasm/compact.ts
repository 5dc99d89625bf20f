/** Reads the text form of an inlined module, which `scripts/build/compact.ts` writes: it packs better than base64. */

/** Bytes that are one character; the two characters behind theirs begin a pair. */
export const SINGLE = 88
/** Printable, and what needs no escape in a string: from `#` to `~` without the quote and the backslash. */
export const CHARACTERS: string = /* @__PURE__ */ String.fromCharCode(
  .../* @__PURE__ */ Array.from({ length: 92 }, (_, i) => 35 + i).filter(
    (code) => code !== 39 && code !== 92,
  ),
)

/** The bytes: a table of the single ones in hexadecimal, then all of them. */
export function decodeCompact(text: string): Uint8Array<ArrayBuffer> {
  const common = Array.from({ length: SINGLE }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16))
  const rare = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !common.includes(byte))
  const values = [...common, ...rare]
  const bytes = new Uint8Array(text.length)
  let length = 0
  for (let i = 2 * SINGLE; i < text.length; i++) {
    let value = valueAt(text, i)
    if (value >= SINGLE) value = SINGLE * (value - SINGLE + 1) + valueAt(text, ++i)
    bytes[length++] = values[value]!
  }
  return bytes.slice(0, length)
}

function valueAt(text: string, i: number): number {
  const code = text.charCodeAt(i)
  return code - 35 - Number(code > 39) - Number(code > 92)
}
