/** The bytes of an idx file of unsigned bytes, as MNIST has them. */
export function idxFile(dimensions: readonly number[], body: ArrayLike<number>): Uint8Array {
  const headerLength = 4 + 4 * dimensions.length
  const bytes = new Uint8Array(headerLength + body.length)
  const header = new DataView(bytes.buffer)
  header.setUint32(0, 0x0800 | dimensions.length)
  for (const [i, size] of dimensions.entries()) header.setUint32(4 + 4 * i, size)
  bytes.set(body, headerLength)
  return bytes
}
