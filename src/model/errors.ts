/**
 * The one error type of the library. Every refusal carries a `code` to branch on and a message that names
 * the value that was given, what was expected and where.
 */

/** What went wrong, as a stable string to branch on; messages may be reworded, codes may not. */
export type ErrorCode =
  /** A recipe or an option: unknown name, wrong type, out of range. */
  | 'ERR_CONFIG'
  /** An array of the wrong length or dimensions (images that are not 16×16, a label count ≠ image count). */
  | 'ERR_SHAPE'
  /** A value that no computation should start from: NaN or infinite pixels, a label over 9. */
  | 'ERR_VALUE'
  /** Bytes that are not in the expected format: wrong magic, truncated, trailing bytes. */
  | 'ERR_FORMAT'
  /** More digits requested than a set holds, or an empty set. */
  | 'ERR_COUNT'
  /** A file or a data set that could not be found, read, written or downloaded. */
  | 'ERR_FILE'
  /** Bytes whose SHA-256 is not the expected one. */
  | 'ERR_DIGEST'
  /** A state dict with a missing, extra, misshapen or non-finite tensor. */
  | 'ERR_STATE'
  /** Training diverged: the loss is no longer finite. */
  | 'ERR_DIVERGED'
  /** The network was used after `dispose()`. */
  | 'ERR_DISPOSED'
  /** The network is already training (`fit` called twice at once, or a step during `fit`). */
  | 'ERR_BUSY'
  /** A call out of order: `backward` without `forward`. */
  | 'ERR_ORDER'
  /** WebAssembly could not be compiled: refused by a Content-Security-Policy, or SIMD is missing. */
  | 'ERR_WASM'
  /** A worker that could not be loaded, failed, or speaks another version. */
  | 'ERR_WORKER'

/** Thrown by every public function of the library for input or an environment that it cannot work with. */
export class LenetError extends Error {
  override readonly name = 'LenetError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * An error with the place where it happened before its message, such as the name of a file; errors that are not ours are handed on as they are.
 *
 *     catch (error) { throw located(error, path) }
 */
export const located = (error: unknown, where: string): unknown =>
  error instanceof LenetError
    ? new LenetError(error.code, `${where}: ${error.message}`, { cause: error })
    : error
