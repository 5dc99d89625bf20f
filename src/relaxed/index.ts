/**
 * The kernels with relaxed SIMD: faster on processors with a fused multiply-add, if the engine offers it.
 *
 *     import { relaxedModule, relaxedSupported } from 'lenet1989/relaxed'
 *     const options = relaxedSupported() ? { wasm: await relaxedModule() } : {}
 *     const net = await Network.create(recipes.base, options)
 *
 * Opt-in, since the fused instruction rounds once where the plain kernels round twice: the bits differ, and may differ between
 * processors. A checkpoint records which kernels trained it, and only continues with those.
 *
 * @module
 */
import { LenetError } from '../model/errors.js'
import { compiledOnce } from '../wasm/index.js'
import text from '../wasm/relaxed.wasm.js'
import type { WasmModule } from '../wasm/source.js'

/** A module of one function that applies `f32x4.relaxed_madd` to its argument three times over: invalid in an engine without relaxed SIMD. */
// biome-ignore format: a line for each section
const PROBE = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version
  0x01, 0x06, 0x01, 0x60, 0x01, 0x7b, 0x01, 0x7b, // types: v128 → v128
  0x03, 0x02, 0x01, 0x00, // functions
  0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x00, 0x20, 0x00, 0xfd, 0x85, 0x02, 0x0b, // code
)

/** Whether this engine has relaxed SIMD, as Chrome 114 and Node 22 do; false without any WebAssembly. Compiles nothing. */
export const relaxedSupported = (): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(PROBE)

const sharedModule = compiledOnce(() => text, 'relaxed.wasm')

/**
 * The module to give to `Network.create`, `load` and `resume` as `wasm`; compiled once per process.
 *
 * @throws {LenetError} ERR_WASM if the engine has no relaxed SIMD, or may not compile WebAssembly
 */
export async function relaxedModule(): Promise<WasmModule> {
  if (!relaxedSupported()) {
    throw new LenetError(
      'ERR_WASM',
      'this engine has no relaxed SIMD; it needs Chrome 114, Node 22 or newer. Check relaxedSupported() first',
    )
  }
  return sharedModule()
}
