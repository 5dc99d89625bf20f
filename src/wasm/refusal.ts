/** What a host lacks, and why it refuses a module: each cause with its own remedy. */
import { LenetError } from '../model/errors.js'
import { reasonOf } from '../model/validate.js'

/** A module of one type, a function that gives a v128: invalid in an engine without SIMD. */
const SIMD = /* @__PURE__ */ Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123)

/** @throws {LenetError} ERR_WASM where no module can run, or its memory would be read the wrong way round */
export function checkHost(): void {
  const missing =
    typeof WebAssembly === 'undefined'
      ? 'WebAssembly'
      : new Uint8Array(Uint16Array.of(1).buffer)[0] === 0 && 'little-endian processor'
  if (missing) throw new LenetError('ERR_WASM', `this host has no ${missing}`)
}

/**
 * Why an engine refused, by its own words, and what to do.
 *
 * @param file what the module is called in the package
 */
export function refused(what: 'compiled' | 'instantiated', cause: unknown, file: string): LenetError {
  const message = reasonOf(cause)
  const remedy = /unsafe-eval|\bCSP\b/.test(message)
    ? "its Content-Security-Policy forbids it; add 'wasm-unsafe-eval' to script-src"
    : /embedder/.test(message)
      ? `this host compiles no bytes; import lenet1989/${file} and give it as the option wasm`
      : !WebAssembly.validate(SIMD)
        ? 'this engine has no SIMD, as Chrome 93, Firefox 92, Safari 16.4 and Node 20.19 have'
        : cause instanceof WebAssembly.CompileError && `expected lenet1989/${file}`
  const reason = remedy ? `${remedy} (${message})` : message
  return new LenetError('ERR_WASM', `WebAssembly could not be ${what}: ${reason}`, { cause })
}
