/**
 * Reads the golden numbers in `tests/fixtures`: safetensors files that a reference run in PyTorch wrote
 * (float32, float64, bytes and 32-bit integers). They are never regenerated to make a test pass.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type TensorName, tensorNames } from '../../src/model/state.js'

const types = {
  F32: Float32Array,
  F64: Float64Array,
  U8: Uint8Array,
  I32: Int32Array,
  U32: Uint32Array,
}
type Types = { F32: Float32Array; F64: Float64Array; U8: Uint8Array; I32: Int32Array; U32: Uint32Array }
type Dtype = keyof Types

export interface Fixture {
  readonly name: string
  readonly names: readonly string[]
  /** The values of one tensor, flat; throws if it is missing or of another type. */
  tensor<D extends Dtype>(name: string, dtype: D): Types[D]
  shape(name: string): readonly number[]
  /** The eight tensors `prefix.H1w` … `prefix.outb`. */
  state<D extends 'F32' | 'F64'>(prefix: string, dtype: D): Record<TensorName, Types[D]>
}

const paths = (name: string): string[] =>
  // The postal digits are not ours to publish: numbers made from them are read where they lie, if they do.
  [`../fixtures/${name}.safetensors`, `../../../shared/reference/${name}.safetensors`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )

/** Whether `readFixture(name)` would find its file. */
export const hasFixture = (name: string): boolean => paths(name).some(existsSync)

const cache = new Map<string, Fixture>()

/** Reads `name`.safetensors, once per process. */
export function readFixture(name: string): Fixture {
  const known = cache.get(name)
  if (known !== undefined) return known
  const path = paths(name).find(existsSync)
  if (path === undefined) throw new Error(`no fixture ${name}.safetensors`)
  const fixture = parse(name, readFileSync(path))
  cache.set(name, fixture)
  return fixture
}

interface Entry {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

function parse(name: string, file: Buffer): Fixture {
  const headerEnd = 8 + Number(file.readBigUInt64LE(0))
  const header: Record<string, Entry> = JSON.parse(file.toString('utf8', 8, headerEnd))
  const entry = (tensor: string): Entry => {
    const found = header[tensor]
    if (found === undefined) throw new Error(`${name}.safetensors has no tensor ${tensor}`)
    return found
  }
  const tensor = <D extends Dtype>(tensorName: string, dtype: D): Types[D] => {
    const { dtype: found, data_offsets: offsets } = entry(tensorName)
    if (found !== dtype) throw new Error(`${name}: ${tensorName} is ${found}, not ${dtype}`)
    // Copied, since a view needs an aligned start.
    const bytes = new Uint8Array(file.subarray(headerEnd + offsets[0], headerEnd + offsets[1]))
    return new types[dtype](bytes.buffer) as Types[D]
  }
  return {
    name,
    names: Object.keys(header).filter((key) => key !== '__metadata__'),
    tensor,
    shape: (tensorName) => entry(tensorName).shape,
    state: <D extends 'F32' | 'F64'>(prefix: string, dtype: D) =>
      Object.fromEntries(tensorNames.map((key) => [key, tensor(`${prefix}.${key}`, dtype)])) as Record<
        TensorName,
        Types[D]
      >,
  }
}
