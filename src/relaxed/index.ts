/**
 * The kernels with relaxed SIMD: faster, where the processor multiplies and adds in one instruction, and the engine lets it.
 *
 *     import { relaxedModule, relaxedSupported } from 'lenet1989/relaxed'
 *     const options = relaxedSupported() ? { wasm: await relaxedModule() } : {}
 *     const net = await Network.create(recipes.base, options)
 *
 * To be asked for, since such an instruction rounds once where the plain kernels round twice: the bits are others, and may differ from processor to
 * processor. A checkpoint says which kernels trained it, and only goes on with these.
 *
 * @module
 */
import { LenetError } from '../model/errors.js'
import { compiledOnce } from '../wasm/index.js'
import base64 from '../wasm/relaxed.wasm.js'

/** A module of one function, `f32x4.relaxed_madd` of its argument thrice: an engine without relaxed SIMD finds it invalid. */
// biome-ignore format: a line for each section
const PROBE = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version
  0x01, 0x06, 0x01, 0x60, 0x01, 0x7b, 0x01, 0x7b, // types: v128 → v128
  0x03, 0x02, 0x01, 0x00, // functions
  0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x00, 0x20, 0x00, 0xfd, 0x85, 0x02, 0x0b, // code
)

/** Whether this engine has relaxed SIMD: Chrome 114, Node 22 and their kin do. Nothing is compiled. */
export const relaxedSupported = (): boolean => WebAssembly.validate(PROBE)

const sharedModule = compiledOnce(() => base64)

/**
 * The module to give to `Network.create`, `load` and `resume` as `wasm`; compiled once per process.
 *
 * @throws {LenetError} ERR_WASM where the engine has no relaxed SIMD, or WebAssembly may not be compiled
 */
export async function relaxedModule(): Promise<WebAssembly.Module> {
  if (!relaxedSupported()) {
    throw new LenetError(
      'ERR_WASM',
      'this engine has no relaxed SIMD, expected Chrome 114, Node 22 or the like: see relaxedSupported',
    )
  }
  return sharedModule()
}
