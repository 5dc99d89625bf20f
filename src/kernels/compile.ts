/** Turns the bytes of a WebAssembly module, wherever they come from, into a compiled one. */
import { LenetError } from '../errors.js'

/** What a module may be given as: compiled already, as bytes, or as a response being fetched. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | Promise<Response>

/** The bytes of an inlined module. */
export const decode = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))

/**
 * @throws {LenetError} ERR_WASM where a Content-Security-Policy forbids it, the engine lacks WebAssembly SIMD, or the bytes are no module
 */
export async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source
  try {
    const given = await source
    const bytes = given instanceof Response ? await given.arrayBuffer() : given
    return await WebAssembly.compile(bytes as BufferSource)
  } catch (cause) {
    throw new LenetError('ERR_WASM', `WebAssembly could not be compiled: ${reason(cause)}`, { cause })
  }
}

/** Why an engine refused, with what helps. Chromium and Firefox both name the directive they miss, in words of their own. */
function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  return /unsafe-eval|Content.Security.Policy|\bCSP\b|blocked/i.test(message)
    ? `the page's Content-Security-Policy forbids it; add 'wasm-unsafe-eval' to its script-src directive (${message})`
    : `${message}; the module needs an engine with WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4, Node 16.4)`
}
