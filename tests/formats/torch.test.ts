/** Files that PyTorch wrote are read; pickles that would do something are refused, and do nothing. */
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fromTorch, type TorchSource } from '../../src/formats/torch/index.js'
import { unzip } from '../../src/formats/torch/zip.js'
import { tensorNames } from '../../src/model/state.js'
import { refuses } from '../support/refusal.js'
import { bytesOf, expected, type Part, text, torchFile, u32 } from '../support/torch-file.js'
import { type ZipRecord, zip } from '../support/zip.js'

const test = suite('torch')
const read = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../fixtures/torch/${name}.pt`, import.meta.url))))

for (const [name, what] of [
  ['state_dict', 'a module’s state_dict, an OrderedDict with _metadata'],
  ['dict', 'a dict of tensors'],
  ['parameters', 'a dict of parameters'],
  ['views', 'views of one storage, and a transposed tensor'],
]) {
  test(`PyTorch’s file is read: ${what}`, async () => {
    const state = await fromTorch(read(name))
    assert.equal(Object.keys(state), tensorNames)
    assert.equal(state, expected)
  })
}

/** The records of a file of PyTorch's, to be put together anew. */
const recordsOf = async (name: string): Promise<ZipRecord[]> =>
  [...(await unzip(read(name)))].map(([name, content]) => ({ name, content }))

test('deflated records, and those that newer versions add, are read', async () => {
  const records = await recordsOf('dict')
  const text = (name: string, content: string) => ({ name, content: new TextEncoder().encode(content) })
  const more = [
    text('dict/byteorder', 'little'),
    text('dict/.format_version', '1'),
    text('dict/.storage_alignment', '64'),
    text('dict/.data/serialization_id', '0'.repeat(40)),
  ]
  const archive = zip([...records, ...more].map((record) => ({ ...record, deflated: true })))
  assert.equal(await fromTorch(archive), expected)
  const big = zip([...records, text('dict/byteorder', 'big')])
  await refuses(() => fromTorch(big), 'ERR_FORMAT', /big-endian, expected little-endian/)
})

test('bytes at an odd address are read as well', async () => {
  const bytes = read('dict')
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  assert.equal(await fromTorch(shifted.subarray(3)), expected)
})

test('other things that PyTorch saves are refused by name', async () => {
  const refusals: [string, RegExp][] = [
    ['legacy', /the format before PyTorch 1\.6/],
    [
      'module',
      /its pickle imports "torch\.nn\.modules\.linear\.Linear": it is a whole model; save its model\.state_dict/,
    ],
    ['script', /it is TorchScript; save torch\.jit\.load/],
  ]
  for (const [name, message] of refusals) await refuses(() => fromTorch(read(name)), 'ERR_FORMAT', message)
})

test('a file cut anywhere, or followed by more, is refused', async () => {
  const bytes = read('dict')
  for (let length = 0; length < bytes.length; length += 211) {
    await refuses(() => fromTorch(bytes.subarray(0, length)), 'ERR_FORMAT', /^torch file: /)
  }
  await refuses(
    () => fromTorch(Uint8Array.of(...bytes, 0)),
    'ERR_FORMAT',
    /truncated, or followed by more bytes/,
  )
})

test('a value with a flipped bit is found by the CRC-32', async () => {
  const bytes = read('dict')
  bytes[20_000]! ^= 1
  await refuses(() => fromTorch(bytes), 'ERR_FORMAT', /the record "dict\/data\/4" does not match its CRC-32/)
})

// ---- pickles by hand

/** An archive with this pickle and no storage. */
const pickled = (...parts: Part[]) => zip([{ name: 'x/data.pkl', content: bytesOf([0x80, 2], ...parts) }])
const refusesPickle = (parts: Part[], message: RegExp) =>
  refuses(() => fromTorch(pickled(...parts)), 'ERR_FORMAT', message)

const halves = (values: Float32Array) => {
  // all values are small multiples of an eighth
  const bits = Uint16Array.from(values, (value) => {
    if (value === 0) return 0
    const exponent = Math.floor(Math.log2(Math.abs(value)))
    return (
      ((value < 0 ? 1 : 0) << 15) | ((exponent + 15) << 10) | ((Math.abs(value) / 2 ** exponent - 1) * 1024)
    )
  })
  return new Uint8Array(bits.buffer)
}

for (const [storage, encode] of [
  ['DoubleStorage', (values: Float32Array) => new Uint8Array(Float64Array.from(values).buffer)],
  [
    'BFloat16Storage',
    (values: Float32Array) =>
      new Uint8Array(Uint16Array.from(new Uint32Array(values.slice().buffer), (bits) => bits >>> 16).buffer),
  ],
  ['HalfStorage', halves],
] as const) {
  test(`${storage} becomes float32, exactly`, async () => {
    assert.equal(await fromTorch(torchFile({ storage, encode })), expected)
  })
}

test('protocols 3, 4 and 5, and the prefixes of DataParallel and torch.compile', async () => {
  for (const protocol of [2, 3, 4, 5])
    for (const prefix of ['', 'module.', '_orig_mod.', 'module._orig_mod.'])
      assert.equal(await fromTorch(torchFile({ protocol, prefix })), expected, `${protocol} ${prefix}`)
})

test('onSource tells the key, the prefix and the type that were found', async () => {
  const found = async (bytes: Uint8Array): Promise<TorchSource> => {
    const calls: TorchSource[] = []
    await fromTorch(bytes, { onSource: (source) => calls.push(source) })
    assert.is(calls.length, 1)
    return calls[0]!
  }
  const plain = { key: undefined, prefixes: [], converted: [] }
  assert.equal(await found(read('dict')), plain)
  assert.equal(await found(torchFile({ prefix: 'module._orig_mod.' })), {
    ...plain,
    prefixes: ['module._orig_mod.'],
  })
  const nested = { around: [['}', text('model')], ['s']] as const, storage: 'HalfStorage', encode: halves }
  assert.equal(await found(torchFile({ ...nested, prefix: 'module.' })), {
    key: 'model',
    prefixes: ['module.'],
    converted: ['float16'],
  })
  await refuses(() => fromTorch(read('dict'), { onSource: 1 } as object), 'ERR_CONFIG', /onSource is 1/)
})

test('a state dict within a checkpoint is taken where there is only one', async () => {
  const key = (name: string) => text(name)
  // { 'epoch': 3, 'loss': 0.5, <name>: …, 'optimizer_state_dict': { 0: { 'step': 1 }, 'groups': [0.9, 1] } }
  const before = ['}(', key('epoch'), 'K\x03', key('loss'), 'G', [0x3f, 0xe0, 0, 0, 0, 0, 0, 0]]
  const after = [
    key('optimizer_state_dict'),
    '}(K\x00}(',
    key('step'),
    'K\x01u',
    key('groups'),
    '](G',
    [0x3f, 0xe0, 0, 0, 0, 0, 0, 0],
    'K\x01euuu'.slice(0, -1),
  ]
  for (const name of ['state_dict', 'model_state_dict'])
    assert.equal(await fromTorch(torchFile({ around: [[...before, key(name)], after] })), expected, name)
  const twice = torchFile({
    around: [
      ['}(', key('model')],
      [[0x71, 9], key('ema'), [0x68, 9], 'u'],
    ],
  })
  await refuses(() => fromTorch(twice), 'ERR_STATE', /more than once, as "model", "ema"/)
})

test('files that are taken for PyTorch’s are named, with what to do', async () => {
  const start =
    (...parts: Part[]) =>
    () =>
      fromTorch(bytesOf(...parts, Array(64).fill(0)))
  await refuses(start([0x93], 'NUMPY'), 'ERR_FORMAT', /\.npy of numpy; save tensors/)
  await refuses(start([0x80, 4, 0x95]), 'ERR_FORMAT', /a plain pickle, not a file of torch\.save/)
  await refuses(start('version https://git-lfs.github.com/spec/v1'), 'ERR_FORMAT', /git lfs pull/)
  await refuses(start('<!DOCTYPE html>'), 'ERR_FORMAT', /web page/)
  await refuses(
    () => fromTorch(zip([{ name: 'H1w.npy', content: bytesOf('x') }])),
    'ERR_FORMAT',
    /an \.npz of numpy/,
  )
})

test('a pickle that would run a command is refused and runs nothing', async () => {
  const witness = join(tmpdir(), `lenet1989-witness-${process.pid}`)
  const command = `touch ${witness}`
  const attacks: [Part[], RegExp][] = [
    [['cposix\nsystem\n', text(command), 0x85, 'R.'], /imports "posix\.system"/],
    [['cos\nsystem\n(', text(command), 'tR.'], /imports "os\.system"/],
    [
      ['cbuiltins\neval\n', text(`__import__('os').system('${command}')`), 0x85, 'R.'],
      /imports "builtins\.eval"/,
    ],
    [['(', text(command), 'iposix\nsystem\n.'], /has INST \(a call\) at byte/],
    [['(cposix\nsystem\n', text(command), 'o.'], /imports "posix\.system"/],
    [['ctorch._utils\n_rebuild_tensor_v2\n)', 0x81, '.'], /has NEWOBJ \(an object of a class\)/],
    [[text('os'), text('system'), 0x93, text(command), 0x85, 'R.'], /imports "os\.system"/],
    [['cnumpy.testing._private.utils\nrunstring\n.'], /imports "numpy\.testing/],
    [['ctorch\nFloatStorage.__init__.__globals__\n.'], /imports "torch\.FloatStorage\.__init__/],
    [[0x82, 1, '.'], /has EXT1 \(an extension\)/],
  ]
  for (const [parts, message] of attacks) await refusesPickle(parts, message)
  assert.not.ok(existsSync(witness))
})

test('calls of what is allowed, on what makes no tensor, come to nothing', async () => {
  const call = 'ctorch._utils\n_rebuild_tensor_v2\n'
  await refusesPickle([call, ')R.'], /it holds a call of torch\._utils\._rebuild_tensor_v2, expected a dict/)
  await refusesPickle(['ccollections\nOrderedDict\n.'], /it holds collections\.OrderedDict, expected a dict/)
  await refusesPickle(['}', text('H1w'), call, ')Rs.'], /H1w is a call of .*, expected a tensor/)
  await refusesPickle([text('a'), ')R.'], /calls something before byte \d+ that is not a function/)
  await refuses(
    () => fromTorch(pickled('}', text('__proto__'), '}s.')),
    'ERR_STATE',
    /unknown tensor "__proto__"/,
  )
})

test('bombs end at once: memo, marks, nesting, huge counts', async () => {
  // each tuple holds the one before it twice: 2^10000 items, if anybody were to unfold them
  const laughs = ['()q\0', ...Array.from({ length: 6000 }, () => 'h\0h\0\x86q\0'), 't']
  await refusesPickle([...laughs, '.'], /it holds a tuple, expected a dict/)
  const shaped = ['}', text('H1w'), 'ctorch._utils\n_rebuild_tensor_v2\n(', text('s'), 'QK\0', ...laughs]
  await refuses(
    () => fromTorch(pickled(...shaped, ')', 0x89, ')tRs.')),
    'ERR_STATE',
    /H1w has an invalid shape/,
  )
  await refusesPickle([Array(60_000).fill(0x28), '.'], /pops a value before byte .*, but the stack is empty/)
  await refusesPickle([')', Array(60_000).fill(0x85), '.'], /it holds a tuple/)
  await refusesPickle(['}r', u32(0xffffffff), 'j', u32(0xffffffff), 's.'], /pops a value before/)
  await refusesPickle(['X', u32(0xffffffff), 'a.'], /is truncated at byte \d+/)
  await refusesPickle(['}q\0', text('H1w'), 'h\0s.'], /H1w is a dict, expected a tensor/)
  await refusesPickle([Array(1 << 16).fill(0x4e), '.'], /has 65539 bytes, expected at most 65536/)
})

test('invalid pickles are refused', async () => {
  const refusals: [Part[], RegExp][] = [
    [[], /is truncated at byte 2/],
    [['.'], /pops a value before byte 3, but the stack is empty/],
    [['NN.'], /leaves more than one value/],
    [['N.N'], /followed by more bytes/],
    [['t.'], /needs a mark/],
    [['h\x07.'], /recalls memo 7/],
    [['NNNs.'], /sets an item before byte \d+ of something that is not a dict/],
    [['}(', text('a'), 'u.'], /sets an item/],
    [['}', text('a'), 'Ns', text('a'), 'Ns.'], /has the key "a" twice/],
    [['}Nb.'], /sets attributes/],
    [['X', u32(1), 0xff, '.'], /a string before byte \d+ that is not UTF-8/],
    [['ctorch'], /is truncated at/],
    [[']', '.'], /expected a dict/],
    [[0x00], /opcode 0x00 at byte 2/],
  ]
  for (const [parts, message] of refusals) await refusesPickle(parts, message)
  const protocol6 = zip([{ name: 'x/data.pkl', content: bytesOf([0x80, 6], 'N.') }])
  await refuses(() => fromTorch(protocol6), 'ERR_FORMAT', /does not begin with protocol 2 to 5/)
  await refuses(() => fromTorch(pickled('}K\x01Ns.')), 'ERR_STATE', /unknown tensor 1/)
})

test('tensors that reach beyond their storage, or are others, are refused', async () => {
  const records = await recordsOf('dict')
  const altered = async (change: (pickle: Buffer) => void) => {
    const [first, ...rest] = records
    const content = Buffer.from(first!.content)
    change(content)
    return zip([{ name: 'dict/data.pkl', content }, ...rest])
  }
  // H1w: … storage, 300 values (4d 2c 01), offset (4b 00), size (12, 1, 5, 5), stride (25, 25, 5, 1)
  const at = (pickle: Buffer) => pickle.indexOf(Uint8Array.of(0x4d, 0x2c, 0x01))
  const offset = await altered((pickle) => (pickle[at(pickle) + 8] = 1))
  await refuses(() => fromTorch(offset), 'ERR_FORMAT', /H1w: extends to value 300 of a storage of 300/)
  const count = await altered((pickle) => (pickle[at(pickle) + 1] = 0x2d))
  await refuses(() => fromTorch(count), 'ERR_FORMAT', /H1w: a storage of 301 values has 1200 bytes/)
  const size = await altered((pickle) => (pickle[at(pickle) + 11] = 13))
  await refuses(() => fromTorch(size), 'ERR_STATE', /H1w has shape \[13,1,5,5\], expected \[12,1,5,5\]/)
  const name = await altered((pickle) => pickle.write('H9w', pickle.indexOf('H1w')))
  await refuses(() => fromTorch(name), 'ERR_STATE', /unknown tensor "H9w"/)
  const values = new Uint8Array(records[1]!.content)
  values.set([0, 0, 0xc0, 0x7f], 4)
  const infinite = records.map((record, i) => (i === 1 ? { ...record, content: values } : record))
  await refuses(() => fromTorch(zip(infinite)), 'ERR_STATE', /H1w .* is NaN at index 1/)
  const missing = records.filter((record) => record.name !== 'dict/data/7')
  await refuses(() => fromTorch(zip(missing)), 'ERR_FORMAT', /the record "dict\/data\/7" is missing/)
})

test('archives that are broken, oversized or ambiguous are refused', async () => {
  const content = bytesOf([0x80, 2], 'N.')
  const one = (claims: ZipRecord['claims'], deflated = false) =>
    zip([{ name: 'x/data.pkl', content, deflated, ...(claims && { claims }) }])
  const refusals: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /not a zip archive/],
    [new Uint8Array(100), /not a zip archive/],
    [zip([{ name: 'x/y', content }]), /0 records NAME\/data\.pkl, expected one/],
    [zip(['a/data.pkl', 'b/data.pkl'].map((name) => ({ name, content }))), /2 records NAME\/data\.pkl/],
    [zip(['../data.pkl', '/etc/data.pkl'].map((name) => ({ name, content }))), /it holds null|expected one/],
    [zip([0, 1].map(() => ({ name: 'x/data.pkl', content }))), /"x\/data\.pkl" occurs twice/],
    [
      zip(Array.from({ length: 65 }, (_, i) => ({ name: `x/${i}`, content }))),
      /65 records, expected at most 64/,
    ],
    [one({ size: 1 << 22 }), /its records claim 4194304 bytes, expected at most 2097152/],
    [one({ size: 3 }), /compressed by method 0/],
    [one({ method: 12 }), /compressed by method 12/],
    [one({ flags: 1 }), /encrypted/],
    [one({ at: 1 }), /not where the directory says/],
    [one({ at: 0xffffffff }), /not where the directory says/],
    [one({ packed: 0xfffffff0, size: 0 }), /truncated/],
    [one({ crc: 7 }), /CRC-32/],
    [one({ size: 3 }, true), /does not have the 3 bytes/],
    [one({ size: 5 }, true), /does not have the 5 bytes/],
    [one({ method: 8 }), /cannot be inflated/],
  ]
  for (const [bytes, message] of refusals) await refuses(() => fromTorch(bytes), 'ERR_FORMAT', message)
})

test('a zip bomb costs no more than it claims', async () => {
  const bomb = new Uint8Array(64 << 20)
  const lies = zip([{ name: 'x/data.pkl', content: bomb, deflated: true, claims: { size: 1000 } }])
  await refuses(() => fromTorch(lies), 'ERR_FORMAT', /does not have the 1000 bytes/)
  const honest = zip([{ name: 'x/data.pkl', content: bomb, deflated: true }])
  await refuses(() => fromTorch(honest), 'ERR_FORMAT', /its records claim 67108864 bytes/)
})

test.run()
