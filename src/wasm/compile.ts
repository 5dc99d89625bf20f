/** Compiles a wasm module from wherever its bytes come. */
import { type Bytes, tagOf } from '../model/bytes.js'
import { kind } from '../model/validate.js'
import { checkHost, refused } from './refusal.js'
import type { WasmModule, WasmSource } from './source.js'

/**
 * Compiles synchronously if the engine allows it: 0.3 ms in Node, which compiles a function when it is first called. `WebAssembly.compile` waits
 * for other threads and for the event loop. Older Chromiums let a page's main thread compile at most 4 kB synchronously.
 *
 * @param file what it is called in the package, for messages
 * @throws {LenetError} ERR_WASM if the host has no WebAssembly, or not what the modules need of it, or forbids it, or the bytes are not a module
 */
export async function compile(source: WasmSource, file: string): Promise<WasmModule> {
  checkHost()
  try {
    const given = await source
    // by its tag: when `Response` is first named Node loads all of its fetch, 13 ms (Node 20) or 24 (Node 24)
    const content = tagOf(given) === 'Response' ? await contentOf(given as Response) : given
    try {
      return moduleOf(content)
    } catch {
      // refused synchronously, perhaps altogether: the asynchronous call gives the reason
      return await WebAssembly.compile(bytesOf(content))
    }
  } catch (cause) {
    throw refused('compiled', cause, file)
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

const moduleOf = (given: unknown): WebAssembly.Module =>
  isModule(given) ? given : new WebAssembly.Module(bytesOf(given))

/**
 * The same synchronously, which some engines allow only for small modules, or not on a page's main thread.
 *
 * @throws {LenetError} ERR_WASM
 */
export function compileSync(source: WasmModule | Bytes, file: string): WasmModule {
  checkHost()
  try {
    return moduleOf(source)
  } catch (cause) {
    throw refused('compiled', cause, file)
  }
}

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
