/** onnxruntime, native and in WebAssembly, where it is installed: here, or beside the benchmarks' other peers. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What both engines have of onnxruntime-common. */
interface Runtime {
  readonly env: { readonly wasm: { numThreads?: number }; logLevel?: string }
  readonly InferenceSession: {
    create(model: Uint8Array, options?: object): Promise<Session>
  }
  readonly Tensor: new (
    type: 'float32' | 'uint8',
    data: Float32Array | Uint8Array,
    dims: readonly number[],
  ) => object
}

interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(
    feeds: Record<string, object>,
  ): Promise<Record<string, { readonly data: Float32Array; readonly dims: readonly number[] }>>
}

export const engineNames = ['onnxruntime-node', 'onnxruntime-web'] as const
export type EngineName = (typeof engineNames)[number]

const folders = [new URL('.', import.meta.url), new URL('../../bench/peers/', import.meta.url)]

/** The folder `node_modules` that the engine is in. */
export const engineFolder = (name: EngineName): string =>
  folders
    .map((folder) => fileURLToPath(new URL('node_modules', folder)))
    .find((path) => existsSync(join(path, name)))!

/** What loads the engine; undefined if it is not installed. */
function find(name: EngineName): (() => Runtime) | undefined {
  for (const folder of folders) {
    const require = createRequire(new URL('any.js', folder))
    try {
      require.resolve(name)
      return () => require(name)
    } catch {
      // not there
    }
  }
  return undefined
}

/** Why tests with this engine are left out; undefined if they are not. CI has to have both. */
export function lacksEngine(name: EngineName): string | undefined {
  if (find(name) !== undefined || process.env.CI === 'true') return undefined
  return `${name} is not installed: npm ci --prefix tests/onnx`
}

/** A model, ready to be run. */
export async function load(
  name: EngineName,
  model: Uint8Array,
): Promise<Session & { readonly Tensor: Runtime['Tensor'] }> {
  const ort = find(name)?.()
  if (ort === undefined) throw new Error(`${name} is not installed: npm ci --prefix tests/onnx`)
  // threads would only get in the way of the other tests
  if (name === 'onnxruntime-web') ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 })
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (feeds) => session.run(feeds),
    Tensor: ort.Tensor,
  }
}
