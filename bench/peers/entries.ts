/** The rows of the table: which process holds each, what a page would have to load for it, or what is installed. */

interface Common {
  /** The npm packages, whose versions are looked up. */
  readonly packages: readonly string[]
}

/** A row from an adapter in this folder. */
export interface JavaScriptEntry extends Common {
  readonly name: string
  readonly adapter: string
  readonly download: Download
}

/** A row from pytorch.py. */
export interface TorchEntry {
  readonly name: string
  readonly form: 'notebook' | 'folded'
}

export type Entry = JavaScriptEntry | TorchEntry
export const isTorch = (entry: Entry): entry is TorchEntry => 'form' in entry

/** A page's bundle, with the files it loads besides; or, of what runs in Node alone, folders of node_modules. */
export type Download =
  | { readonly page: string; readonly files?: readonly string[] }
  | { readonly folders: readonly string[] }

const ONNX_WEB: Download = {
  page: `export { InferenceSession, Tensor, env } from 'onnxruntime-web/wasm'`,
  files: ['onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'],
}
const ONNX_NODE: Download = { folders: ['onnxruntime-node', 'onnxruntime-common'] }

/** What training needs of TensorFlow.js, without layers, converter and WebGL: its smallest documented form. */
const tensorflow = (backend: string) =>
  `export * from '@tensorflow/tfjs-core'; import '@tensorflow/tfjs-core/dist/register_all_gradients'; import '@tensorflow/tfjs-backend-${backend}'`

const LENET = `export { Network, recipes } from 'lenet1989'`

export const entries: readonly Entry[] = [
  { name: 'lenet1989', adapter: 'lenet1989', packages: [], download: { page: LENET } },
  {
    name: 'lenet1989, int16',
    adapter: 'lenet1989',
    packages: [],
    download: { page: `export { Int16Network } from 'lenet1989/int16'` },
  },
  { name: 'lenet1989, own loop', adapter: 'lenet1989', packages: [], download: { page: LENET } },
  {
    name: 'plain JavaScript, tuned',
    adapter: 'plain',
    packages: [],
    download: { page: `export { TunedNetwork } from './plain/tuned.js'` },
  },
  {
    name: 'plain JavaScript, straight loops',
    adapter: 'plain',
    packages: [],
    download: { page: `export { StraightNetwork } from './plain/straight.js'` },
  },
  ...['as exported', 'hand-folded'].map((form) => ({
    name: `onnxruntime-node, ${form}`,
    adapter: 'onnxruntime-node',
    packages: ['onnxruntime-node'],
    download: ONNX_NODE,
  })),
  ...['as exported', 'hand-folded'].map((form) => ({
    name: `onnxruntime-web, ${form}`,
    adapter: 'onnxruntime-web',
    packages: ['onnxruntime-web'],
    download: ONNX_WEB,
  })),
  {
    name: 'tfjs, cpu',
    adapter: 'tfjs',
    packages: ['@tensorflow/tfjs'],
    download: { page: tensorflow('cpu') },
  },
  {
    name: 'tfjs, wasm',
    adapter: 'tfjs',
    packages: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
    download: {
      page: tensorflow('wasm'),
      files: ['@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'],
    },
  },
  {
    name: 'jax-js',
    adapter: 'jax',
    packages: ['@jax-js/jax'],
    download: { page: `export { grad, init, jit, lax, nn, numpy } from '@jax-js/jax'` },
  },
  {
    name: 'convnetjs',
    adapter: 'convnetjs',
    packages: ['convnetjs'],
    download: { page: `export { default } from 'convnetjs'` },
  },
  {
    name: 'toygrad',
    adapter: 'toygrad',
    packages: ['toygrad'],
    download: { page: `export { NeuralNetwork, Tensor, Trainers } from 'toygrad'` },
  },
  { name: 'PyTorch, as the notebook', form: 'notebook' },
  { name: 'PyTorch, hand-folded', form: 'folded' },
]
