/**
 * The part of ONNX's messages that our models need, as plain data and as bytes (github.com/onnx/onnx, onnx/onnx.proto, the source of
 * the field numbers). pbf writes the protocol buffers.
 */

import { PbfWriter } from 'pbf'
import { isFloat32Array } from '../../model/bytes.js'

/** Element types, as `TensorProto.DataType` numbers them. */
export const FLOAT = 1
export const UINT8 = 2
export const INT64 = 7

export interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | BigInt64Array
}

export interface Node {
  readonly operator: string
  readonly inputs: readonly string[]
  /** Also the node's name. */
  readonly output: string
  /** Whole numbers and lists of them: all that our models need. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>
}

/** An input or output of the model: its element type and its sizes, by number, or by name if left open. */
export interface Port {
  readonly name: string
  readonly type: number
  readonly shape: readonly (number | string)[]
}

export interface Model {
  readonly producer: string
  readonly version: string
  /** Of the operators. */
  readonly opset: number
  /** Of this encoding; each opset has a least one (onnx/docs/Versioning.md). */
  readonly ir: number
  readonly doc: string
  readonly metadata: Readonly<Record<string, string>>
  readonly graph: {
    readonly name: string
    readonly nodes: readonly Node[]
    readonly tensors: readonly Tensor[]
    readonly inputs: readonly Port[]
    readonly outputs: readonly Port[]
  }
}

export function encodeModel(model: Model): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter()
  writeModel(model, pbf)
  return new Uint8Array(pbf.finish())
}

function writeModel(model: Model, pbf: PbfWriter): void {
  pbf.writeVarintField(1, model.ir)
  pbf.writeStringField(2, model.producer)
  pbf.writeStringField(3, model.version)
  pbf.writeStringField(6, model.doc)
  pbf.writeMessage(7, writeGraph, model.graph)
  pbf.writeMessage(8, (version: number, pbf) => pbf.writeVarintField(2, version), model.opset)
  for (const entry of Object.entries(model.metadata)) pbf.writeMessage(14, writeEntry, entry)
}

function writeEntry([key, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key)
  pbf.writeStringField(2, value)
}

function writeGraph(graph: Model['graph'], pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node)
  pbf.writeStringField(2, graph.name)
  for (const tensor of graph.tensors) pbf.writeMessage(5, writeTensor, tensor)
  for (const port of graph.inputs) pbf.writeMessage(11, writePort, port)
  for (const port of graph.outputs) pbf.writeMessage(12, writePort, port)
}

function writeNode({ operator, inputs, output, attributes = {} }: Node, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input)
  pbf.writeStringField(2, output)
  pbf.writeStringField(3, output)
  pbf.writeStringField(4, operator)
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute)
}

const INT_ATTRIBUTE = 2
const INTS_ATTRIBUTE = 7

function writeAttribute([name, value]: [string, number | readonly number[]], pbf: PbfWriter): void {
  pbf.writeStringField(1, name)
  if (typeof value === 'number') pbf.writeVarintField(3, value)
  else for (const each of value) pbf.writeVarintField(8, each)
  pbf.writeVarintField(20, typeof value === 'number' ? INT_ATTRIBUTE : INTS_ATTRIBUTE)
}

function writeTensor({ name, shape, values }: Tensor, pbf: PbfWriter): void {
  for (const side of shape) pbf.writeVarintField(1, side)
  pbf.writeVarintField(2, isFloat32Array(values) ? FLOAT : INT64)
  pbf.writeStringField(8, name)
  pbf.writeBytesField(9, littleEndian(values))
}

function littleEndian(values: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(values.byteLength)
  const view = new DataView(bytes.buffer)
  const size = values.BYTES_PER_ELEMENT
  for (const [i, value] of values.entries()) {
    if (typeof value === 'number') view.setFloat32(size * i, value, true)
    else view.setBigInt64(size * i, value, true)
  }
  return bytes
}

function writePort({ name, type, shape }: Port, pbf: PbfWriter): void {
  pbf.writeStringField(1, name)
  pbf.writeMessage(2, writeType, { type, shape })
}

/** A `TypeProto` of the kind tensor. */
function writeType(port: Pick<Port, 'type' | 'shape'>, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, port)
}

function writeTensorType({ type, shape }: Pick<Port, 'type' | 'shape'>, pbf: PbfWriter): void {
  pbf.writeVarintField(1, type)
  pbf.writeMessage(2, writeShape, shape)
}

function writeShape(shape: Port['shape'], pbf: PbfWriter): void {
  for (const side of shape) pbf.writeMessage(1, writeSide, side)
}

function writeSide(side: number | string, pbf: PbfWriter): void {
  if (typeof side === 'number') pbf.writeVarintField(1, side)
  else pbf.writeStringField(2, side)
}
