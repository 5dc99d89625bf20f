import ort from 'onnxruntime-node'
import type { Peer } from '../peer.js'
import { peersOf } from './onnxruntime.js'

export const peers: Readonly<Record<string, Peer>> = peersOf(
  'onnxruntime-node',
  'native, CPU; one thread',
  ort,
)
