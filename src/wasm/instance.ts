/** From an inlined module to an instance. */

import { LenetError } from '../model/errors.js'
import { compile } from './compile.js'
import { refused } from './refusal.js'
import type { WasmModule } from './source.js'
import { decode } from './text.js'

/** A function that compiles an inlined module, given as text, once per process; a failed attempt is not remembered. */
// @__NO_SIDE_EFFECTS__
export function compiledOnce(text: () => string | Promise<string>, file: string): () => Promise<WasmModule> {
  let compiled: Promise<WasmModule> | undefined
  const attempt = async () => compile(decode(await text()), file)
  return () => {
    compiled ??= attempt().catch((error: unknown) => {
      compiled = undefined
      throw error
    })
    return compiled
  }
}

/**
 * An instance's exports, synchronously if the engine allows it. The modules of pages import nothing and export plain functions, so the loader, which loads the
 * reference, would only add 1.7 kB to a page's download.
 *
 * @param functions some that the module must have; `file` names the right module in messages
 * @throws {LenetError} ERR_WASM
 */
export async function instance<Exports extends Record<string, unknown>>(
  module: WasmModule,
  functions: readonly string[],
  file: string,
): Promise<Exports> {
  let exports: Exports
  try {
    exports = await exportsOf(module)
  } catch (cause) {
    throw refused('instantiated', cause, file)
  }
  const missing = functions.find((name) => typeof exports[name] !== 'function')
  if (missing !== undefined)
    throw new LenetError('ERR_WASM', `wasm: the module given has no function ${missing}, expected ${file}`)
  return exports
}

async function exportsOf<Exports>(module: WasmModule): Promise<Exports> {
  try {
    return new WebAssembly.Instance(module).exports as Exports
  } catch {
    return (await WebAssembly.instantiate(module)).exports as Exports
  }
}

/**
 * The value of an exported global: a region's address in bytes, or a size.
 *
 * @throws {LenetError} ERR_WASM if the module has no such global
 */
export function globalValue(exports: Record<string, unknown>, name: string): number {
  const { value } = Object(exports[name]) as WebAssembly.Global
  if (typeof value !== 'number')
    throw new LenetError('ERR_WASM', `wasm: the module has no global ${name}, expected one of this version`)
  return value
}
