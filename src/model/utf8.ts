/**
 * UTF-8 where the host has it (`TextEncoder`, `TextDecoder`), and elsewhere by percent-encoding, which every engine has: jsdom under Jest,
 * contexts of `node:vm`, engines' own shells.
 */

/** The bytes of a text; halves of surrogate pairs become U+FFFD. */
export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  if (typeof TextEncoder === 'function') return new TextEncoder().encode(text)
  const percent = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
  const codes = percent.match(/%..|[^%]/g) ?? []
  return Uint8Array.from(codes, (code) =>
    code.length === 1 ? code.charCodeAt(0) : Number.parseInt(code.slice(1), 16),
  )
}

/**
 * The text of bytes, with a byte order mark if there is one.
 *
 * @throws {TypeError | URIError} for bytes that are not UTF-8
 */
export function utf8Text(bytes: Uint8Array): string {
  if (typeof TextDecoder === 'function')
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const percent = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`)
  return decodeURIComponent(percent.join(''))
}
