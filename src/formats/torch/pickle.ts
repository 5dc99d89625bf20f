/**
 * Reads the few opcodes of pickle protocols 2 to 5 that `torch.save` needs for tensors in a dict, as data: a GLOBAL becomes a name, a REDUCE a
 * record of what would have been called. Nothing is looked up, called or imported. Each opcode takes constant time and
 * space (a tuple or dict as much as it has items, each of which took an opcode), and nothing recurses, so a pickle costs in proportion to its bytes.
 *
 * Opcodes as in Python's Lib/pickletools.py.
 */

import { LenetError } from '../../model/errors.js'
import { utf8Text } from '../../model/utf8.js'
import { show } from '../../model/validate.js'
import { Call, Global, Persistent, type Value } from './values.js'

/** Longest pickle that is read; that of eight tensors has under a kilobyte. */
export const MAX_PICKLE_BYTES = 1 << 16

const ORDERED_DICT = 'collections.OrderedDict'
/** Everything that may be named. What it means is up to the reader of the value. */
const GLOBALS = new Set([
  ORDERED_DICT,
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_parameter',
  'torch.FloatStorage',
  'torch.DoubleStorage',
  'torch.HalfStorage',
  'torch.BFloat16Storage',
  // of what else a checkpoint holds beside the weights
  'torch.LongStorage',
  'torch.IntStorage',
  'torch.BoolStorage',
  'torch.ByteStorage',
])

const refuse = (message: string, cause?: unknown) =>
  new LenetError('ERR_FORMAT', `torch file: its pickle ${message}`, { cause })

/** A mark on the stack, which no value is. */
const MARK = Symbol('mark')

/**
 * @throws {LenetError} ERR_FORMAT naming the place and what was found there, for anything but those opcodes and names
 */
export function unpickle(bytes: Uint8Array): Value {
  if (bytes.length > MAX_PICKLE_BYTES) {
    throw refuse(`has ${bytes.length} bytes, expected at most ${MAX_PICKLE_BYTES}`)
  }
  return new Machine(bytes).run()
}

/** What a name tells about the file, and what to do. */
function adviceOn(name: string): string | undefined {
  if (name.startsWith('__torch__'))
    return 'it is TorchScript; save torch.jit.load(file).state_dict() with torch.save'
  if (/^numpy\b/.test(name)) return 'it holds numpy arrays; save tensors, torch.from_numpy(array)'
  if (/^(torch\.nn\.|__main__\.|torch\.fx)/.test(name) || /\.[A-Z]\w*(Net|Model|Module)\w*$/.test(name))
    return 'it is a whole model; save its model.state_dict() with torch.save'
  if (/^torch\.\w+Storage$/.test(name))
    return 'tensors of another type than floating point; save float32 ones'
  return undefined
}

class Machine {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #stack: (Value | typeof MARK)[] = []
  readonly #memo = new Map<number, Value>()
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  run(): Value {
    const protocol = [this.#u8(), this.#u8()]
    if (protocol[0] !== 0x80 || protocol[1]! < 2 || protocol[1]! > 5)
      throw refuse('does not begin with protocol 2 to 5')
    for (;;) {
      const at = this.#at
      const opcode = this.#u8()
      if (opcode === 0x2e) break // STOP
      const operation = OPERATIONS[opcode]
      if (operation === undefined)
        throw refuse(`has ${opcodeName(opcode)} at byte ${at}, which is not supported`)
      operation(this)
    }
    const value = this.pop()
    if (this.#stack.length > 0) throw refuse('leaves more than one value')
    if (this.#at !== this.#bytes.length) throw refuse('is followed by more bytes')
    return value
  }

  #u8(): number {
    return this.take(1)[0]!
  }

  /** The next `length` bytes. */
  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw refuse(`is truncated at byte ${this.#bytes.length}`)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  unsigned(size: 1 | 2 | 4): number {
    const at = this.#at
    this.take(size)
    if (size === 1) return this.#view.getUint8(at)
    return size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true)
  }

  signed(): number {
    this.take(4)
    return this.#view.getInt32(this.#at - 4, true)
  }

  text(length: number): string {
    const bytes = this.take(length)
    try {
      return utf8Text(bytes)
    } catch (error) {
      throw refuse(`has a string before byte ${this.#at} that is not UTF-8`, error)
    }
  }

  /** Up to the end of the line, which is passed. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at)
    if (end < 0) throw refuse(`is truncated at byte ${this.#bytes.length}`)
    const line = this.text(end - this.#at)
    this.#at++
    return line
  }

  push(value: Value | typeof MARK): void {
    this.#stack.push(value)
  }

  pop(): Value {
    const value = this.#stack.pop()
    if (value === undefined || value === MARK)
      throw refuse(`pops a value before byte ${this.#at}, but the stack is empty`)
    return value
  }

  top(): Value {
    const value = this.pop()
    this.#stack.push(value)
    return value
  }

  /** The values down to the last mark, which goes too. */
  popToMark(): Value[] {
    const mark = this.#stack.lastIndexOf(MARK)
    if (mark < 0) throw refuse(`needs a mark before byte ${this.#at}, found none`)
    return this.#stack.splice(mark).slice(1) as Value[]
  }

  float(): number {
    this.take(8)
    return this.#view.getFloat64(this.#at - 8, false)
  }

  /** A whole number of up to 8 bytes; a float64 cannot hold longer ones. */
  long(length: number): number {
    const bytes = this.take(length)
    const value = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)
    return length > 0 && bytes[length - 1]! > 127 ? value - 256 ** length : value
  }

  /** The next place in the memory, from protocol 4 on. */
  memoize(): void {
    this.put(this.#memo.size)
  }

  append(items: readonly Value[]): void {
    const list = this.top()
    if (!Array.isArray(list)) throw refuse(`appends before byte ${this.#at} to something that is not a list`)
    // a list is made by its own opcode and is not shared yet
    for (const item of items) (list as Value[]).push(item)
  }

  put(index: number): void {
    this.#memo.set(index, this.top())
  }

  get(index: number): void {
    const value = this.#memo.get(index)
    if (value === undefined)
      throw refuse(`recalls memo ${index} before byte ${this.#at}, which was never stored`)
    this.#stack.push(value)
  }

  global(): void {
    this.named(`${this.line()}.${this.line()}`)
  }

  stackGlobal(): void {
    const name = this.pop()
    const module = this.pop()
    if (typeof name !== 'string' || typeof module !== 'string')
      throw refuse(`imports something without a name before byte ${this.#at}`)
    this.named(`${module}.${name}`)
  }

  named(name: string): void {
    if (!GLOBALS.has(name)) {
      const advice = adviceOn(name)
      throw refuse(
        `imports ${show(name)}${advice === undefined ? `; expected one of ${[...GLOBALS].join(', ')}` : `: ${advice}`}`,
      )
    }
    this.push(new Global(name))
  }

  reduce(): void {
    const args = this.pop()
    const callee = this.pop()
    if (!(callee instanceof Global) || !Array.isArray(args)) {
      throw refuse(`calls something before byte ${this.#at} that is not a function`)
    }
    const empty = callee.name === ORDERED_DICT && args.length === 0
    this.push(empty ? new Map() : new Call(callee, args))
  }

  setItems(items: readonly Value[]): void {
    const dict = this.top()
    if (!(dict instanceof Map) || items.length % 2 === 1) {
      throw refuse(`sets an item before byte ${this.#at} of something that is not a dict`)
    }
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]
      if (typeof key !== 'string' && typeof key !== 'number')
        throw refuse(`has a key before byte ${this.#at} that is neither a string nor a number`)
      if (dict.has(key)) throw refuse(`has the key ${show(key)} twice in a dict`)
      dict.set(key, items[i + 1]!)
    }
  }

  /** A module's `state_dict` carries `_metadata`, versions of layers, as an attribute; it says nothing about the tensors. */
  build(): void {
    const attributes = this.pop()
    if (!(this.top() instanceof Map) || !(attributes instanceof Map)) {
      throw refuse(`sets attributes before byte ${this.#at} of something other than a dict`)
    }
  }
}

const OPERATIONS: Readonly<Partial<Record<number, (machine: Machine) => void>>> = {
  40: (m) => m.push(MARK), // MARK
  125: (m) => m.push(new Map()), // EMPTY_DICT
  41: (m) => m.push([]), // EMPTY_TUPLE
  93: (m) => m.push([]), // EMPTY_LIST
  97: (m) => m.append([m.pop()]), // APPEND
  101: (m) => m.append(m.popToMark()), // APPENDS
  71: (m) => m.push(m.float()), // BINFLOAT
  138: (m) => m.push(m.long(m.unsigned(1))), // LONG1
  140: (m) => m.push(m.text(m.unsigned(1))), // SHORT_BINUNICODE
  147: (m) => m.stackGlobal(), // STACK_GLOBAL
  148: (m) => m.memoize(), // MEMOIZE
  149: (m) => void m.take(8), // FRAME: what it announces is read like the rest
  116: (m) => m.push(m.popToMark()), // TUPLE
  133: (m) => m.push([m.pop()]), // TUPLE1
  134: (m) => m.push([m.pop(), m.pop()].reverse()), // TUPLE2
  135: (m) => m.push([m.pop(), m.pop(), m.pop()].reverse()), // TUPLE3
  78: (m) => m.push(null), // NONE
  136: (m) => m.push(true), // NEWTRUE
  137: (m) => m.push(false), // NEWFALSE
  74: (m) => m.push(m.signed()), // BININT
  75: (m) => m.push(m.unsigned(1)), // BININT1
  77: (m) => m.push(m.unsigned(2)), // BININT2
  88: (m) => m.push(m.text(m.unsigned(4))), // BINUNICODE
  113: (m) => m.put(m.unsigned(1)), // BINPUT
  114: (m) => m.put(m.unsigned(4)), // LONG_BINPUT
  104: (m) => m.get(m.unsigned(1)), // BINGET
  106: (m) => m.get(m.unsigned(4)), // LONG_BINGET
  99: (m) => m.global(), // GLOBAL
  82: (m) => m.reduce(), // REDUCE
  81: (m) => m.push(new Persistent(m.pop())), // BINPERSID
  115: (m) => m.setItems([m.pop(), m.pop()].reverse()), // SETITEM
  117: (m) => m.setItems(m.popToMark()), // SETITEMS
  98: (m) => m.build(), // BUILD
}

/** Opcodes that one may well meet, and the rest by number. */
const NAMES: Readonly<Record<number, string>> = {
  105: 'INST (a call)',
  111: 'OBJ (a call)',
  129: 'NEWOBJ (an object of a class)',
  146: 'NEWOBJ_EX (an object of a class)',
  130: 'EXT1 (an extension)',
}

const opcodeName = (opcode: number): string =>
  NAMES[opcode] ?? `opcode 0x${opcode.toString(16).padStart(2, '0')}`
