/** Turns the bytes of a WebAssembly module, wherever they come from, into a compiled one. */
import { LenetError } from '../errors.js'

/** What a module may be given as: compiled already, as bytes, or as a response being fetched. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | Promise<Response>

/** The bytes of an inlined module. By a loop: `Uint8Array.from` with a callback takes 2 ms for 10 kB before it is compiled. */
export function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/**
 * @throws {LenetError} ERR_WASM where a Content-Security-Policy forbids it, the engine lacks WebAssembly SIMD, or the bytes are no module
 */
export async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  try {
    const given = await source
    if (given instanceof WebAssembly.Module) return given
    // bytes first: Node loads its whole fetch, for 15 ms, where somebody so much as asks for Response
    const bytes = given instanceof ArrayBuffer || ArrayBuffer.isView(given)
    return await WebAssembly.compile(!bytes && given instanceof Response ? await bytesOf(given) : given)
  } catch (cause) {
    throw refused(cause)
  }
}

/**
 * The same at once, which some engines allow for small modules only, or not on a page's main thread.
 *
 * @throws {LenetError} ERR_WASM
 */
export function compileSync(source: WebAssembly.Module | BufferSource): WebAssembly.Module {
  try {
    return source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source)
  } catch (cause) {
    throw refused(cause)
  }
}

const refused = (cause: unknown): LenetError =>
  new LenetError('ERR_WASM', `WebAssembly could not be compiled: ${reason(cause)}`, { cause })

async function bytesOf(response: Response): Promise<ArrayBuffer> {
  if (!response.ok)
    throw new Error(`${response.url || 'the response'} has status ${response.status}, expected 200`)
  return response.arrayBuffer()
}

/** Why an engine refused, with what helps. Chromium and Firefox both name the directive they miss, in words of their own. */
function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  if (/unsafe-eval|Content.Security.Policy|\bCSP\b|blocked/i.test(message))
    return `the page's Content-Security-Policy forbids it; add 'wasm-unsafe-eval' to its script-src directive (${message})`
  // an engine without SIMD finds the module invalid, as it would any other bytes
  if (cause instanceof WebAssembly.CompileError)
    return `${message}; the module needs an engine with WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4, Node 16.4)`
  return message
}
