import { execFileSync, spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configFromMetadata, weightsMetadata } from '../../src/formats/metadata.js'
import {
  decodeSafetensors,
  encodeSafetensors,
  MAX_HEADER_BYTES,
  type Metadata,
} from '../../src/formats/safetensors.js'
import { checkConfig } from '../../src/model/config.js'
import { type ErrorCode, LenetError } from '../../src/model/errors.js'
import { recipes } from '../../src/model/recipes.js'
import { type StateDict, stateBytes, stateShapes, tensorLength, tensorNames } from '../../src/model/state.js'
import { VERSION } from '../../src/model/version.js'

const test = suite('safetensors')

/** A state of awkward but finite values: subnormal, −0, the largest, and a different one at every place. */
function awkward(): StateDict {
  let n = 0
  const state = Object.fromEntries(
    tensorNames.map((name) => [
      name,
      Float32Array.from({ length: tensorLength(name) }, () => Math.sin(++n) * 3),
    ]),
  ) as StateDict
  state.H1w.set([-0, 1.401298464324817e-45, 3.4028234663852886e38, -3.4028234663852886e38])
  return state
}
const state = awkward()
const metadata: Metadata = {
  recipe: '{"lr":0.03,"activation":"tanh"}',
  seed: '1337',
  note: 'ziffern – 数字 "\\\n',
}

interface Entry {
  dtype: string
  shape: readonly number[]
  data_offsets: [number, number]
}
type Header = Record<string, Entry>

/** The header that a file of ours should have, to be bent by the tests of the reader. */
function header(names: readonly (keyof StateDict)[] = tensorNames): Header {
  let begin = 0
  return Object.fromEntries(
    names.map((name) => {
      const end = begin + 4 * tensorLength(name)
      const entry = { dtype: 'F32', shape: stateShapes[name], data_offsets: [begin, end] as [number, number] }
      begin = end
      return [name, entry]
    }),
  )
}

/** A file made by hand: a header as given, and data. */
function file(head: unknown, data: Uint8Array = stateBytes(state)): Uint8Array {
  const text = new TextEncoder().encode(typeof head === 'string' ? head : JSON.stringify(head))
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

function refuses(bytes: Uint8Array, code: ErrorCode, message: RegExp): void {
  assert.throws(
    () => decodeSafetensors(bytes),
    (error: unknown) => {
      assert.instance(error, LenetError)
      assert.is((error as LenetError).code, code, (error as LenetError).message)
      assert.match((error as LenetError).message, message)
      return true
    },
  )
}

/** A header with one change made to it. */
function bent(change: (head: Header) => void): Uint8Array {
  const head = header()
  change(head)
  return file(head)
}

test('what is written is read back, bit for bit', () => {
  const read = decodeSafetensors(encodeSafetensors(state, metadata))
  assert.equal(read.metadata, metadata)
  assert.equal(Object.keys(read.state), tensorNames)
  assert.equal(stateBytes(read.state), stateBytes(state))
})

test('equal arguments give equal bytes, in whatever order the metadata stand', () => {
  const reversed = Object.fromEntries(Object.entries(metadata).reverse())
  assert.equal(encodeSafetensors(state, metadata), encodeSafetensors(awkward(), reversed))
})

test('the layout is that of the format: length, header padded with spaces to 8 bytes, values', () => {
  for (const note of ['', 'a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg']) {
    const bytes = encodeSafetensors(state, { note })
    const length = new DataView(bytes.buffer).getUint32(0, true)
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + length))
    assert.is(length % 8, 0)
    assert.match(text, /^\{.*\} {0,7}$/)
    assert.equal(JSON.parse(text), { __metadata__: { note }, ...header() })
    assert.equal(bytes.slice(8 + length), stateBytes(state))
  }
})

test('without metadata there is no __metadata__', () => {
  const bytes = encodeSafetensors(state)
  assert.not.match(new TextDecoder().decode(bytes), '__metadata__')
  assert.equal(decodeSafetensors(bytes).metadata, {})
})

test('tensors in another order, a header without padding and with spaces inside, bytes at an odd address', () => {
  const names = [...tensorNames].sort()
  const data = Buffer.concat(names.map((name) => new Uint8Array(state[name].buffer)))
  const bytes = file(`${JSON.stringify(header(names), null, 1)} \n`, data)
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  assert.equal(stateBytes(decodeSafetensors(shifted.subarray(3)).state), stateBytes(state))
})

test('names like __proto__ are ordinary metadata and touch nothing', () => {
  const text = '{"__metadata__":{"__proto__":"x","constructor":"y"}'
  const read = decodeSafetensors(file(`${text},${JSON.stringify(header()).slice(1)}`))
  assert.equal(Object.entries(read.metadata), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  assert.equal(decodeSafetensors(encodeSafetensors(state, read.metadata)).metadata, read.metadata)
  assert.is(({} as Record<string, unknown>).x, undefined)
})

test('a __proto__ in the place of a tensor is an unknown tensor', () => {
  const { H1w, ...rest } = header()
  refuses(
    file(`{"__proto__":{"H1w":${JSON.stringify(H1w)}},${JSON.stringify(rest).slice(1)}`),
    'ERR_STATE',
    /"__proto__"/,
  )
  refuses(file(`{"__proto__":${JSON.stringify(H1w)}}`, new Uint8Array(1200)), 'ERR_STATE', /"__proto__"/)
})

test('a file cut anywhere is refused', () => {
  const bytes = encodeSafetensors(state, metadata)
  for (let length = 0; length < bytes.length; length += length < 1200 ? 1 : 997) {
    refuses(bytes.subarray(0, length), 'ERR_FORMAT', /safetensors: /)
  }
  refuses(bytes.subarray(0, bytes.length - 1), 'ERR_FORMAT', /truncated: 39039 bytes, expected 39040/)
})

test('trailing bytes are refused', () => {
  refuses(
    file(header(), new Uint8Array(39041)),
    'ERR_FORMAT',
    /followed by more bytes: 39041 bytes, expected 39040/,
  )
})

test('a header longer than the file or the cap is refused before it is read', () => {
  const bytes = encodeSafetensors(state)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(bytes.length - 7), true)
  refuses(bytes, 'ERR_FORMAT', /a header of 39\d+ bytes, but only 39\d+ follow/)
  for (const length of [BigInt(MAX_HEADER_BYTES) + 1n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
    view.setBigUint64(0, length, true)
    refuses(
      bytes,
      'ERR_FORMAT',
      new RegExp(`a header of ${length} bytes, expected at most ${MAX_HEADER_BYTES}`),
    )
  }
})

test('a header that is not a JSON object is refused', () => {
  refuses(file(''), 'ERR_FORMAT', /does not begin with {/)
  refuses(file('[]'), 'ERR_FORMAT', /does not begin with {/)
  refuses(file(` ${JSON.stringify(header())}`), 'ERR_FORMAT', /does not begin with {/)
  refuses(file(`\uFEFF${JSON.stringify(header())}`), 'ERR_FORMAT', /does not begin with {/)
  refuses(file(JSON.stringify(header()).slice(0, -1)), 'ERR_FORMAT', /not valid JSON/)
  refuses(file(`${JSON.stringify(header())}\0`), 'ERR_FORMAT', /not valid JSON/)
  const bytes = file(header())
  bytes[10] = 0xff
  refuses(bytes, 'ERR_FORMAT', /not valid JSON/)
  refuses(file(`{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`), 'ERR_FORMAT', /nested deeper/)
})

test('a key given twice is refused at every level, escaped or not', () => {
  const text = JSON.stringify(header())
  refuses(file(text.replace('{', '{"H1w":1,')), 'ERR_FORMAT', /key "H1w" is repeated/)
  refuses(file(text.replace('{', '{"\\u0048\\u0031w":1,')), 'ERR_FORMAT', /key "H1w" is repeated/)
  refuses(file(text.replace('"dtype"', '"dtype":"F64","dtype"')), 'ERR_FORMAT', /key "dtype" is repeated/)
  refuses(file(text.replace('{', '{"__metadata__":{"a":"1","a":"1"},')), 'ERR_FORMAT', /key "a" is repeated/)
})

test('a value that looks like a key is not taken for one', () => {
  const { metadata } = decodeSafetensors(
    encodeSafetensors(state, { a: 'b', b: '{"b":1,"b":2}', c: '":"', d: ':' }),
  )
  assert.equal(metadata, { a: 'b', b: '{"b":1,"b":2}', c: '":"', d: ':' })
})

test('missing and unknown tensors are named', () => {
  refuses(
    bent((head) => delete head.H3b),
    'ERR_STATE',
    /tensor H3b is missing/,
  )
  refuses(file({}), 'ERR_STATE', /tensor H1w is missing/)
  const extra = { dtype: 'F32', shape: [0], data_offsets: [39040, 39040] as [number, number] }
  refuses(
    bent((head) => Object.assign(head, { test_out: extra })),
    'ERR_STATE',
    /unknown tensor "test_out"; expected/,
  )
})

test('another dtype or shape is refused with what was expected', () => {
  refuses(
    bent((head) => Object.assign(head.H1w!, { dtype: 'F64' })),
    'ERR_STATE',
    /H1w is "F64", expected "F32"/,
  )
  refuses(
    bent((head) => Object.assign(head.H1w!, { dtype: undefined })),
    'ERR_STATE',
    /H1w is undefined, expected/,
  )
  const shapes: unknown[] = [[30, 192], [5760], [], [192, 30, 1], [192, '30'], '192,30', null]
  for (const shape of shapes) {
    refuses(
      bent((head) => Object.assign(head.H3w!, { shape })),
      'ERR_STATE',
      /H3w has shape .*, expected \[192,30\]/,
    )
  }
})

test('holes, overlaps, wrong lengths and nonsense for offsets are refused', () => {
  const offsets = (name: keyof StateDict, value: unknown) =>
    bent((head) => Object.assign(head[name]!, { data_offsets: value }))
  refuses(
    offsets('H1w', [4, 1204]),
    'ERR_FORMAT',
    /H1b begins at byte 1200 of the data, expected 0|H1w begins at byte 4/,
  )
  refuses(
    offsets('outb', [39004, 39044]),
    'ERR_FORMAT',
    /outb begins at byte 39004 of the data, expected 39000/,
  )
  refuses(offsets('outb', [0, 40]), 'ERR_FORMAT', /begins at byte 0 of the data, expected \d+/)
  refuses(offsets('outb', [39000, 39036]), 'ERR_FORMAT', /outb: data_offsets .* span 36 bytes, expected 40/)
  refuses(offsets('outb', [39040, 39000]), 'ERR_FORMAT', /span -40 bytes/)
  for (const value of [[0], [0, 40, 80], [-40, 0], [0.5, 40.5], ['0', '40'], [null, 40], {}, 7, null]) {
    refuses(offsets('outb', value), 'ERR_FORMAT', /outb: data_offsets is .*, expected two byte positions/)
  }
})

test('an entry that is not an object, or has more fields, is refused', () => {
  for (const entry of [null, 1, 'F32', []]) {
    refuses(file({ ...header(), outb: entry }), 'ERR_FORMAT', /outb: its entry is .*, expected an object/)
  }
  refuses(
    bent((head) => Object.assign(head.outb!, { strides: [1] })),
    'ERR_FORMAT',
    /outb: unknown field "strides"/,
  )
})

test('metadata that are not strings are refused, read or written', () => {
  for (const value of [null, 1, [], 'text']) {
    refuses(
      file({ __metadata__: value, ...header() }),
      'ERR_FORMAT',
      /__metadata__ is .*, expected an object of strings/,
    )
  }
  refuses(
    file({ __metadata__: { a: 1 }, ...header() }),
    'ERR_FORMAT',
    /__metadata__ "a" is 1, expected a string/,
  )
  assert.throws(
    () => encodeSafetensors(state, { a: 1 } as unknown as Metadata),
    /metadata "a": found a value of type .*, expected a string/,
  )
})

test('a value that is not finite is refused with its place, read or written', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const broken = awkward()
    broken.H2w[7] = bad
    refuses(file(header(), stateBytes(broken)), 'ERR_STATE', new RegExp(`H2w .* is ${bad} at index 7`))
    assert.throws(() => encodeSafetensors(broken), new RegExp(`H2w .* is ${bad} at index 7`))
  }
})

test('a megabyte of metadata is read; what no reader would take is not written', () => {
  const note = '\\"'.repeat(250_000)
  assert.is(decodeSafetensors(encodeSafetensors(state, { note })).metadata.note, note)
  assert.throws(() => encodeSafetensors(state, { note: note + note }), /makes a header of \d+ bytes/)
})

test('a foreign value in a message is cut to a line', () => {
  const bytes = bent((head) => Object.assign(head.H1w!, { dtype: 'x'.repeat(100_000) }))
  assert.throws(
    () => decodeSafetensors(bytes),
    (error: Error) => error.message.length < 200,
  )
})

test('the configuration goes into the metadata and comes back', () => {
  const config = checkConfig({ ...recipes.modern, lr: 1 / 3, seed: 7 })
  const told = weightsMetadata(config)
  assert.equal(Object.keys(told), ['lenet1989', 'recipe', 'seed'])
  assert.is(told.lenet1989, VERSION)
  assert.equal(configFromMetadata(told, 'file'), config)
  assert.is(configFromMetadata({ note: 'x' }, 'file'), undefined)
  assert.is(configFromMetadata({ recipe: told.recipe! }, 'file')?.seed, 1337)
})

test('metadata that tell of no recipe are refused with the file and the field', () => {
  const base = JSON.stringify(recipes.base)
  const broken: [Metadata, RegExp][] = [
    [{ recipe: 'base' }, /file: the recipe in its metadata: /],
    [{ recipe: '[]' }, /not an object/],
    [{ recipe: base.replace('0.03', '-1') }, /lr is -1, expected/],
    [{ recipe: base.replace('{', '{"lr":1,') }, /key "lr" is repeated/],
    [{ recipe: base.replace('{', '{"__proto__":{},') }, /unknown field "__proto__"/],
    [{ recipe: base, seed: '1.5' }, /seed is "1.5", expected/],
    [{ recipe: base, seed: '' }, /seed is "", expected/],
  ]
  for (const [told, message] of broken) {
    assert.throws(
      () => configFromMetadata(told, 'file'),
      (error: unknown) =>
        error instanceof LenetError && error.code === 'ERR_FORMAT' && message.test(error.message),
      JSON.stringify(told),
    )
  }
})

/** Reads standard input by the rules of the format with Python's standard library alone; prints what it found. */
const PYTHON_READER = `
import hashlib, json, struct, sys
blob = sys.stdin.buffer.read()
n, = struct.unpack('<Q', blob[:8])
raw = blob[8:8 + n]
assert n % 8 == 0 and raw[:1] == b'{', 'header'
head = json.loads(raw.decode('utf-8'))
meta = head.pop('__metadata__', {})
assert all(type(v) is str for v in meta.values()), 'metadata'
data, at, sums = blob[8 + n:], 0, {}
for name, t in sorted(head.items(), key=lambda item: item[1]['data_offsets']):
    begin, end = t['data_offsets']
    size = 4
    for side in t['shape']: size *= side
    assert t['dtype'] == 'F32' and begin == at and end - begin == size, name
    at = end
    sums[name] = [t['shape'], hashlib.sha256(data[begin:end]).hexdigest(), struct.unpack('<f', data[end - 4:end])[0]]
assert at == len(data), 'trailing bytes'
print(json.dumps({'metadata': meta, 'tensors': sums}))
`

const hasPython = spawnSync('python3', ['--version']).status === 0
const withPython = hasPython ? test : test.skip
withPython('a reader in plain Python finds the same tensors and metadata', async () => {
  const input = encodeSafetensors(state, metadata)
  const found = JSON.parse(execFileSync('python3', ['-c', PYTHON_READER], { input, encoding: 'utf8' }))
  assert.equal(found.metadata, metadata)
  assert.equal(Object.keys(found.tensors), tensorNames)
  for (const name of tensorNames) {
    const digest = await crypto.subtle.digest('SHA-256', state[name].slice().buffer)
    assert.equal(found.tensors[name], [
      stateShapes[name],
      Buffer.from(digest).toString('hex'),
      state[name].at(-1),
    ])
  }
})

test.run()
