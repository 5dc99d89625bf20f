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
import { isFunction, readOptions, show } from '../../model/validate.js'
import { unpickle } from './pickle.js'
import { Call, type Dict, Global, Persistent, type Value } from './values.js'
import { unzip } from './zip.js'

/** Before PyTorch 1.6, and after it where asked for: a pickled magic number in front. */
const LEGACY = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46]

/** Where in a file of PyTorch the weights were found, and what was changed to read them. */
export interface TorchSource {
  /** The key of the dict that holds them, such as `model_state_dict`; undefined if the file is that dict. */
  readonly key: string | number | undefined
  /** What was stripped from names of tensors: any of `module.`, `_orig_mod.`, or several in a row. */
  readonly prefixes: readonly string[]
  /** Types other than float32 that became float32: `float16`, `bfloat16`, `float64`. */
  readonly converted: readonly string[]
}

/** Options of `fromTorch`. */
export interface TorchOptions {
  /** Called with where the weights were found, before they are returned. */
  readonly onSource?: (source: TorchSource) => void
}

/**
 * The weights in a file that `torch.save` wrote of a `state_dict`, or of a dict of tensors or parameters, with exactly the
 * names H1w, H1b, H2w, H2b, H3w, H3b, outw and outb, in float32; float16 and bfloat16 become float32 exactly, float64 by
 * rounding. The dict may be a value of another one, and `module.` and `_orig_mod.` (of `DataParallel` and `torch.compile`)
 * are stripped from its names: `onSource` is told of both. Everything else is refused with what was found. Nothing in the
 * file is run.
 *
 *     network.loadStateDict(await fromTorch(bytes))
 *
 * @throws {LenetError} ERR_FORMAT if the bytes are not such a file; ERR_STATE for a missing, unknown, misshapen or non-finite
 *   tensor; ERR_CONFIG for an unknown option; what `onSource` throws
 */
export async function fromTorch(file: Bytes, options?: TorchOptions): Promise<StateDict> {
  const { onSource } = readOptions(options, { onSource: isFunction }, 'fromTorch')
  const bytes = bytesFrom(file, 'torch file')
  const other = otherFile(bytes)
  if (other !== undefined) throw refuse(other)
  if (LEGACY.every((byte, i) => bytes[i] === byte)) {
    throw refuse(
      'it is of the format before PyTorch 1.6; load it and save it again with a current torch.save',
    )
  }
  const records = await unzip(bytes)
  if ([...records.keys()].some((name) => name.endsWith('.npy')))
    throw refuse('it is an .npz of numpy; save tensors with torch.save')
  if ([...records.keys()].some((name) => /^[^/]+\/(constants\.pkl|code\/.*)$/.test(name)))
    throw refuse('it is TorchScript; save torch.jit.load(file).state_dict() with torch.save')
  const pickles = [...records.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name))
  if (pickles.length !== 1) throw refuse(`${pickles.length} records NAME/data.pkl, expected one`)
  const prefix = pickles[0]!.slice(0, -'data.pkl'.length)
  const order = records.get(`${prefix}byteorder`)
  if (order !== undefined && String.fromCharCode(...order.subarray(0, 9)) !== 'little') {
    throw refuse('its values are big-endian, expected little-endian; save it on a little-endian machine')
  }
  const root = unpickle(records.get(pickles[0]!)!)
  if (!(root instanceof Map)) throw refuse(`it holds ${describe(root)}, expected a dict of tensors`)
  const storage = (key: string): Uint8Array => {
    const record = records.get(`${prefix}data/${key}`)
    if (record === undefined) throw refuse(`the record ${show(`${prefix}data/${key}`)} is missing`)
    return record
  }
  const { dict, ...found } = findState(root)
  const types = new Set<string>()
  const state = readState(dict, storage, types)
  types.delete('float32')
  onSource?.({ ...found, converted: [...types] })
  return state
}

/** Before the names of tensors: of a model in DataParallel, of a compiled one, of one within a trainer. */
const PREFIX = /^(?:module\.|_orig_mod\.)+/

/** A dict, and what was stripped from its names. */
interface Bare {
  readonly dict: Dict
  readonly prefixes: readonly string[]
}

/** A dict under the names without those prefixes; undefined if two would become one. */
function unprefixed(dict: Dict): Bare | undefined {
  const bare: Dict = new Map()
  const prefixes = new Set<string>()
  for (const [name, value] of dict) {
    const [prefix = ''] = typeof name === 'string' ? (PREFIX.exec(name) ?? []) : []
    if (prefix !== '') prefixes.add(prefix)
    bare.set(typeof name === 'string' ? name.slice(prefix.length) : name, value)
  }
  return bare.size === dict.size ? { dict: bare, prefixes: [...prefixes] } : undefined
}

const hasAllTensors = (dict: Dict): boolean => tensorNames.every((name) => dict.has(name))

/**
 * The dict of the eight tensors: the one given, or the only one that lies in it, as in the checkpoints of PyTorch's tutorial
 * (`{ 'epoch': …, 'model_state_dict': …, 'optimizer_state_dict': … }`). Several are refused, since nothing says which is meant.
 */
function findState(root: Dict): Bare & Pick<TorchSource, 'key'> {
  const own = unprefixed(root)
  const whole = { key: undefined, ...(own ?? { dict: root, prefixes: [] }) }
  if (own && hasAllTensors(own.dict)) return whole
  const nested = [...root].flatMap(([key, value]) => {
    const bare = value instanceof Map ? unprefixed(value as Dict) : undefined
    return bare && hasAllTensors(bare.dict) ? [{ key, ...bare }] : []
  })
  if (nested.length > 1) {
    throw new LenetError(
      'ERR_STATE',
      `torch file: it holds the weights more than once, as ${nested.map(({ key }) => show(key)).join(', ')}; save one of them with torch.save`,
    )
  }
  return nested[0] ?? whole
}

/** What is taken for a file of torch.save, by its first bytes, and what to do. */
function otherFile(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 32))
  if (start.startsWith('\x93NUMPY')) return 'it is a .npy of numpy; save tensors with torch.save'
  if (start.startsWith('version https://git-lfs'))
    return 'it is a Git LFS pointer, not the file itself: run `git lfs pull` where it is from'
  if (/^\s*<(!doctype|html)/i.test(start))
    return 'it is a web page (HTML): download the file that the page links to'
  const isPickle = bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5
  if (isPickle && !LEGACY.every((byte, i) => bytes[i] === byte))
    return 'it is a plain pickle, not a file of torch.save; load it in Python and torch.save the tensors'
  return undefined
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

/** @param types gets the types of the tensors */
function readState(dict: Dict, storage: (key: string) => Uint8Array, types: Set<string>): StateDict {
  const unknown = [...dict.keys()].find((name) => typeof name !== 'string' || !isTensorName(name))
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
    state[name] = readTensor(name, value, storage, types)
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
function readTensor(
  name: TensorName,
  value: Value,
  storage: (key: string) => Uint8Array,
  types: Set<string>,
): Float32Array {
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
      `torch file: tensor ${name} has ${describeShape(size)}, expected [${shape}]`,
    )
  }
  const strides =
    Array.isArray(stride) && stride.length === shape.length && stride.every(isCount) ? stride : []
  if (offset === undefined || !isCount(offset) || strides.length === 0) {
    throw refuse(`${name}: offset or strides of its storage are missing or invalid`)
  }
  const values = readStorage(name, source, storage)
  types.add(values.type)
  const last = shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis]!, offset)
  if (last >= values.length) {
    throw refuse(`${name}: extends to value ${last} of a storage of ${values.length}`)
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
  Array.isArray(size) && size.every(isCount) ? `shape ${show(size)}` : 'an invalid shape'

/** `('storage', torch.FloatStorage, key, device, count)`: the values lie in the record of that key. */
function readStorage(
  name: TensorName,
  { id }: Persistent,
  storage: (key: string) => Uint8Array,
): { readonly type: string; readonly length: number; at(index: number): number } {
  const [kind, type, key, , count] = Array.isArray(id) ? (id as readonly Value[]) : []
  const values = type instanceof Global ? STORAGES[type.name] : undefined
  if (kind !== 'storage' || !values || typeof key !== 'string' || count === undefined || !isCount(count)) {
    const found = type instanceof Global ? `, but as ${type.name}` : ''
    throw refuse(`${name}: its storage is not described as floating point${found}`)
  }
  const record = storage(key)
  if (record.length !== values.bytes * count) {
    throw refuse(
      `${name}: a storage of ${count} values has ${record.length} bytes, expected ${values.bytes * count}`,
    )
  }
  const view = new DataView(record.buffer, record.byteOffset, record.length)
  return { type: values.type, length: count, at: (index) => values.read(view, index) }
}

/** Storages of floating point: half and bfloat16 are float32 to the last bit, double is rounded to the nearest. */
const STORAGES: Readonly<
  Record<
    string,
    {
      readonly type: string
      readonly bytes: number
      readonly read: (view: DataView, index: number) => number
    }
  >
> = {
  'torch.FloatStorage': { type: 'float32', bytes: 4, read: (view, i) => view.getFloat32(4 * i, true) },
  'torch.DoubleStorage': { type: 'float64', bytes: 8, read: (view, i) => view.getFloat64(8 * i, true) },
  'torch.HalfStorage': {
    type: 'float16',
    bytes: 2,
    read: (view, i) => fromHalf(view.getUint16(2 * i, true)),
  },
  'torch.BFloat16Storage': {
    type: 'bfloat16',
    bytes: 2,
    read(view, i) {
      BITS.setUint32(0, view.getUint16(2 * i, true) << 16)
      return BITS.getFloat32(0)
    },
  },
}
const BITS = new DataView(new ArrayBuffer(4))

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
function fromHalf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}
