/** The module of a network that begins: its random streams seeded, its weights drawn. */
import type { Config } from '../model/config.js'
import type { StateDict } from '../model/state.js'
import { drawWeights, type Float32Module, loadFloat32Module, needsFull, writeState } from '../wasm/index.js'
import type { WasmSource } from '../wasm/source.js'

/** Options of `Network.create`. */
export interface CreateOptions {
  /**
   * The training module from elsewhere than the package itself: the compiled `lenet1989/lenet1989.wasm` (`full.wasm` for a recipe with Newton's method, distortion
   * or averaging), its bytes, or a `Response` with them, for hosts that refuse to compile bytes and know neither of the conditions `workerd` and `edge-light`. Or the
   * faster module of `lenet1989/relaxed`, which gives different bits.
   */
  readonly wasm?: WasmSource
}

/** @param state weights in place of the drawn ones, already checked */
export async function freshModule(
  config: Config,
  wasm: WasmSource | undefined,
  state?: StateDict,
): Promise<Float32Module> {
  const module = await loadFloat32Module(wasm, needsFull(config))
  module.exports.seedStream(0, config.seed)
  module.exports.seedStream(1, config.seed)
  // in either case: dropout masks are drawn from where this leaves the stream
  const drawn = drawWeights(module, config.init)
  if (config.loss === 'mse' && config.init === 'sqrtFanIn') drawn.outb.fill(-1)
  writeState(module.parameters, state ?? drawn)
  if (module.average) writeState(module.average, state ?? drawn)
  return module
}
