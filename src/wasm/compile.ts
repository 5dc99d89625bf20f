/** Compiles a wasm module from wherever its bytes come. */
import { tagOf } from '../model/bytes.js'
import { LenetError } from '../model/errors.js'
import { kind, reasonOf } from '../model/validate.js'

/** A wasm module as accepted by options: compiled, as bytes, or as a response being fetched. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | Promise<Response>

/**
 * Compiles synchronously if the engine allows it: 0.3 ms in Node, which compiles a function when it is first called. `WebAssembly.compile` waits
 * for other threads and for the event loop. Older Chromiums let a page's main thread compile at most 4 kB synchronously.
 *
 * @throws {LenetError} ERR_WASM if a Content-Security-Policy forbids it, the engine lacks WebAssembly SIMD, or the bytes are not a module
 */
export async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  try {
    const given = await source
    if (isModule(given)) return given
    // by its tag: when `Response` is first named Node loads all of its fetch, 13 ms (Node 20) or 24 (Node 24)
    const content = tagOf(given) === 'Response' ? await contentOf(given as Response) : given
    return await compileBytes(bytesOf(content))
  } catch (cause) {
    throw refused(cause)
  }
}

/** Of any realm, and no look-alike: the engine itself refuses to list the imports of anything else. */
function isModule(value: unknown): value is WebAssembly.Module {
  if (ArrayBuffer.isView(value)) return false
  try {
    WebAssembly.Module.imports(value as WebAssembly.Module)
    return true
  } catch {
    return false
  }
}

function compileBytes(bytes: BufferSource): WebAssembly.Module | Promise<WebAssembly.Module> {
  try {
    return new WebAssembly.Module(bytes)
  } catch {
    // refused synchronously, perhaps altogether: the asynchronous call gives the reason
    return WebAssembly.compile(bytes)
  }
}

/**
 * The same synchronously, which some engines allow only for small modules, or not on a page's main thread.
 *
 * @throws {LenetError} ERR_WASM
 */
export function compileSync(source: WebAssembly.Module | BufferSource): WebAssembly.Module {
  try {
    return isModule(source) ? source : new WebAssembly.Module(bytesOf(source))
  } catch (cause) {
    throw refused(cause)
  }
}

const refused = (cause: unknown): LenetError =>
  new LenetError('ERR_WASM', `WebAssembly could not be compiled: ${reason(cause)}`, { cause })

/** A copy: engines refuse memory that is shared or may grow. */
function bytesOf(given: unknown): Uint8Array<ArrayBuffer> {
  if (ArrayBuffer.isView(given))
    return new Uint8Array(given.buffer, given.byteOffset, given.byteLength).slice()
  if (!/ArrayBuffer$/.test(tagOf(given)))
    throw new Error(`wasm is ${kind(given)}, expected a WebAssembly.Module, its bytes or a Response`)
  return new Uint8Array(given as ArrayBuffer).slice()
}

async function contentOf(response: Response): Promise<ArrayBuffer> {
  if (!response.ok)
    throw new Error(`${response.url || 'the response'} has status ${response.status}, expected 200`)
  return response.arrayBuffer()
}

/** Why an engine refused, with a remedy. Chromium and Firefox both name the missing directive, each in its own words. */
function reason(cause: unknown): string {
  const message = reasonOf(cause)
  if (/unsafe-eval|Content.Security.Policy|\bCSP\b|blocked/i.test(message))
    return `the page's Content-Security-Policy forbids it; add 'wasm-unsafe-eval' to its script-src directive (${message})`
  // an engine without SIMD reports the module as invalid, like any other bytes
  if (cause instanceof WebAssembly.CompileError)
    return `${message}; the module needs an engine with WebAssembly SIMD (Chrome 91, Firefox 89, Safari 16.4, Node 16.4)`
  return message
}
