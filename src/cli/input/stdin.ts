/** What is piped into a command. */
import { LenetError } from '../../model/errors.js'
import { fileError } from '../../node/files.js'

/** How messages call it. */
export const STANDARD_INPUT = 'standard input'

/**
 * Standard input to its end.
 *
 * @param expected what it should have been, for messages, such as `a PNG or JPEG: predict - < file.png`
 * @throws {LenetError} ERR_FILE if nothing comes, or more than `maxBytes`
 */
export async function readStdin(maxBytes: number, expected: string): Promise<Uint8Array> {
  const { stdin } = process
  if (stdin.isTTY) throw new LenetError('ERR_FILE', `${STANDARD_INPUT} is a terminal, expected ${expected}`)
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of stdin) {
      pieces.push(piece)
      length += piece.length
      if (length > maxBytes) break
    }
  } catch (cause) {
    throw fileError('read', STANDARD_INPUT, cause)
  }
  if (length > maxBytes)
    throw new LenetError('ERR_FILE', `${STANDARD_INPUT}: more than ${maxBytes} bytes, the most expected`)
  if (length === 0) throw new LenetError('ERR_FILE', `${STANDARD_INPUT} is empty, expected ${expected}`)
  return Buffer.concat(pieces)
}
