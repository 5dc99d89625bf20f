/** Reads back what `toOnnx` wrote into a model: weights and metadata. Models from elsewhere are refused. */
import { PbfReader } from 'pbf'
import { LenetError } from '../../model/errors.js'
import { checkState, isTensorName, type StateDict, tensorLength, tensorNames } from '../../model/state.js'
import { show } from '../../model/validate.js'
import type { Metadata } from '../tensors.js'

/** Field numbers as in `proto.ts`. */
const GRAPH = 7
const METADATA = 14
const INITIALIZER = 5

/**
 * @throws {LenetError} ERR_FORMAT if the bytes are not such a model; ERR_STATE for one with a missing, misshapen or non-finite tensor
 */
export function readOnnx(bytes: Uint8Array): { readonly state: StateDict; readonly metadata: Metadata } {
  const found = { tensors: new Map<string, Uint8Array>(), metadata: new Map<string, string>() }
  try {
    new PbfReader(bytes).readFields((field, { tensors, metadata }, pbf) => {
      if (field === GRAPH) pbf.readMessage(readGraph, tensors)
      else if (field === METADATA) {
        const entry = pbf.readMessage(readEntry, { key: '', value: '' })
        metadata.set(entry.key, entry.value)
      }
    }, found)
  } catch (cause) {
    throw refuse('not a protocol buffer message', cause)
  }
  const { tensors, metadata } = found
  if (!metadata.has('lenet1989'))
    throw refuse('it was not written by lenet1989; only its own models can be read back')
  const state = Object.fromEntries(
    tensorNames.map((name) => {
      const data = tensors.get(name)
      if (data === undefined) throw new LenetError('ERR_STATE', `ONNX model: tensor ${name} is missing`)
      if (data.length !== 4 * tensorLength(name)) {
        throw new LenetError(
          'ERR_STATE',
          `ONNX model: tensor ${name} has ${data.length} bytes, expected ${4 * tensorLength(name)}`,
        )
      }
      const view = new DataView(data.buffer, data.byteOffset, data.length)
      return [name, Float32Array.from({ length: tensorLength(name) }, (_, i) => view.getFloat32(4 * i, true))]
    }),
  )
  checkState(state)
  return { state, metadata: Object.fromEntries(metadata) }
}

const refuse = (message: string, cause?: unknown) =>
  new LenetError('ERR_FORMAT', `ONNX model: ${message}`, { cause })

function readEntry(field: number, entry: { key: string; value: string }, pbf: PbfReader): void {
  if (field === 1) entry.key = pbf.readString()
  else if (field === 2) entry.value = pbf.readString()
}

function readGraph(field: number, tensors: Map<string, Uint8Array>, pbf: PbfReader): void {
  if (field !== INITIALIZER) return
  const { name, data } = pbf.readMessage(readTensor, { name: '', data: new Uint8Array(0) })
  if (!isTensorName(name)) return
  if (tensors.has(name)) throw new Error(`tensor ${show(name)} is repeated`)
  tensors.set(name, data)
}

function readTensor(field: number, tensor: { name: string; data: Uint8Array }, pbf: PbfReader): void {
  if (field === 8) tensor.name = pbf.readString()
  else if (field === 9) tensor.data = pbf.readBytes()
}
