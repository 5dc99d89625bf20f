/**
 * Weights out of a file that PyTorch's `torch.save` wrote: a zip archive with a pickle that describes the tensors, and a record
 * of raw values per storage. A pickle is a program for a small machine that may call anything; here it is read as data (`pickle.ts`).
 */
import { type Bytes, bytes as bytesFrom } from '../../model/bytes.js'
import { LenetError } from '../../model/errors.js'
import {
  checkState,
  isTensorName,
  type StateDict,
  stateShapes,
  type TensorName,
  tensorLength,
  tensorNames,
} from '../../model/state.js'
import { show } from '../../model/validate.js'
import { Call, type Dict, Global, Persistent, unpickle, type Value } from './pickle.js'
import { unzip } from './zip.js'

/** Before PyTorch 1.6, and after it where asked for: a pickled magic number in front. */
const LEGACY = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46]

/**
 * The weights in a file that `torch.save` wrote of a `state_dict`, or of a dict of tensors or parameters, with exactly the
 * names H1w, H1b, H2w, H2b, H3w, H3b, outw and outb, all float32. No other code is in it than that; anything else is refused with what was found.
 *
 *     network.loadStateDict(await fromTorch(bytes))
 *
 * @throws {LenetError} ERR_FORMAT for bytes that are no such file; ERR_STATE for one with a missing, unknown, misshapen or non-finite tensor,
 *   or one of another type than float32
 */
export async function fromTorch(file: Bytes): Promise<StateDict> {
  const bytes = bytesFrom(file, 'torch file')
  if (LEGACY.every((byte, i) => bytes[i] === byte)) {
    throw refuse('it is of the format before PyTorch 1.6; save it again with torch.save as it is now')
  }
  const records = await unzip(bytes)
  const pickles = [...records.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name))
  if (pickles.length !== 1) throw refuse(`${pickles.length} records NAME/data.pkl, expected one`)
  const root = pickles[0]!.slice(0, -'data.pkl'.length)
  const order = records.get(`${root}byteorder`)
  if (order !== undefined && new TextDecoder().decode(order) !== 'little') {
    throw refuse('its values are not little-endian')
  }
  const dict = unpickle(records.get(pickles[0]!)!)
  if (!(dict instanceof Map)) throw refuse(`it holds ${describe(dict)}, expected a dict of tensors`)
  const storage = (key: string): Uint8Array => {
    const record = records.get(`${root}data/${key}`)
    if (record === undefined) throw refuse(`the record ${show(`${root}data/${key}`)} is missing`)
    return record
  }
  return readState(dict, storage)
}

const refuse = (message: string) => new LenetError('ERR_FORMAT', `torch file: ${message}`)

/** What a value is, for messages: never its content at length. */
function describe(value: Value): string {
  if (value instanceof Global) return value.name
  if (value instanceof Call) return `a call of ${value.callee.name}`
  if (value instanceof Persistent) return 'a storage'
  if (value instanceof Map) return 'a dict'
  return Array.isArray(value) ? 'a tuple' : show(value)
}

function readState(dict: Dict, storage: (key: string) => Uint8Array): StateDict {
  const unknown = [...dict.keys()].find((name) => !isTensorName(name))
  if (unknown !== undefined) {
    throw new LenetError(
      'ERR_STATE',
      `torch file: unknown tensor ${show(unknown)}; expected exactly ${tensorNames.join(', ')}`,
    )
  }
  const state = {} as StateDict
  for (const name of tensorNames) {
    const value = dict.get(name)
    if (value === undefined) throw new LenetError('ERR_STATE', `torch file: tensor ${name} is missing`)
    state[name] = readTensor(name, value, storage)
  }
  checkState(state)
  return state
}

/** The arguments of a call, if that is what the value is. */
const callOf = (value: Value, callee: string): readonly Value[] | undefined =>
  value instanceof Call && value.callee.name === callee ? value.args : undefined

const isCount = (value: Value): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0

/** `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)`, maybe within `_rebuild_parameter(tensor, …)`. */
function readTensor(name: TensorName, value: Value, storage: (key: string) => Uint8Array): Float32Array {
  const data = callOf(value, 'torch._utils._rebuild_parameter')?.[0] ?? value
  const [source, offset, size, stride] = callOf(data, 'torch._utils._rebuild_tensor_v2') ?? []
  if (!(source instanceof Persistent)) throw refuse(`${name} is ${describe(value)}, expected a tensor`)
  const shape = stateShapes[name]
  if (
    !Array.isArray(size) ||
    size.length !== shape.length ||
    shape.some((side, axis) => size[axis] !== side)
  ) {
    throw new LenetError(
      'ERR_STATE',
      `torch file: tensor ${name} has shape ${describeShape(size)}, expected [${shape}]`,
    )
  }
  const strides =
    Array.isArray(stride) && stride.length === shape.length && stride.every(isCount) ? stride : []
  if (offset === undefined || !isCount(offset) || strides.length === 0) {
    throw refuse(`${name}: its place in the storage is no place`)
  }
  const values = readStorage(name, source, storage)
  const last = shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis]!, offset)
  if (last >= values.length) {
    throw refuse(`${name}: reaches to value ${last} of a storage of ${values.length}`)
  }
  return Float32Array.from({ length: tensorLength(name) }, (_, i) => {
    let rest = i
    let at = offset
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return values.at(at)
  })
}

/** Only numbers are printed: a tuple may hold itself many times over. */
const describeShape = (size: Value | undefined): string =>
  Array.isArray(size) && size.every(isCount) ? show(size) : 'that is none'

/** `('storage', torch.FloatStorage, key, device, count)`: the values lie in the record of that key. */
function readStorage(
  name: TensorName,
  { id }: Persistent,
  storage: (key: string) => Uint8Array,
): { readonly length: number; at(index: number): number } {
  const [kind, type, key, , count] = Array.isArray(id) ? (id as readonly Value[]) : []
  const floats = type instanceof Global && type.name === 'torch.FloatStorage'
  if (kind !== 'storage' || !floats || typeof key !== 'string' || count === undefined || !isCount(count)) {
    throw refuse(`${name}: its storage is not described as one of float32`)
  }
  const record = storage(key)
  if (record.length !== 4 * count) {
    throw refuse(`${name}: a storage of ${count} values has ${record.length} bytes`)
  }
  const view = new DataView(record.buffer, record.byteOffset, record.length)
  return { length: count, at: (index) => view.getFloat32(4 * index, true) }
}
