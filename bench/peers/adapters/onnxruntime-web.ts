import * as ort from 'onnxruntime-web'
import type { Peer } from '../peer.js'
import { peersOf } from './onnxruntime.js'

ort.env.wasm.numThreads = 1

export const peers: Readonly<Record<string, Peer>> = peersOf(
  'onnxruntime-web',
  'WebAssembly with SIMD, in Node; one thread',
  ort,
)
