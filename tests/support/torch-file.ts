/** Files as `torch.save` writes them, in any protocol, type and surroundings, and the parts that pickles are made of. */
import { stateShapes, tensorLength, tensorNames } from '../../src/model/state.js'
import { zip } from './zip.js'

/** Of a pickle: characters, or bytes. */
export type Part = string | number | readonly number[]

/** What make.py filled the tensors with. */
export const expected = Object.fromEntries(
  tensorNames.map((name, at) => [
    name,
    Float32Array.from({ length: tensorLength(name) }, (_, i) => ((i + 13 * at) % 97) / 8 - 6),
  ]),
)

export const bytesOf = (...parts: Part[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)),
  )
export const u32 = (value: number) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]
export const text = (value: string) => `X${String.fromCharCode(...u32(value.length))}${value}`

/** A file as torch.save writes it of a dict of tensors in other storages, and with other things around them. */
export function torchFile({
  storage = 'FloatStorage',
  encode = (values: Float32Array): Uint8Array => new Uint8Array(values.slice().buffer),
  prefix = '',
  around = [[], []] as readonly [readonly Part[], readonly Part[]],
  protocol = 2,
}): Uint8Array {
  const short = (value: string) =>
    protocol < 4 ? text(value) : `\x8c${String.fromCharCode(value.length)}${value}\x94`
  const global = (module: string, name: string) =>
    protocol < 4 ? `c${module}\n${name}\n` : `${short(module)}${short(name)}\x93\x94`
  const items = tensorNames.flatMap((name, at) => {
    const shape = stateShapes[name]
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1))
    const numbers = (of: readonly number[]) => ['(', ...of.flatMap((value) => ['J', u32(value)]), 't']
    return [
      short(prefix + name),
      global('torch._utils', '_rebuild_tensor_v2'),
      '((',
      short('storage'),
      global('torch', storage),
      short(String(at)),
      short('cpu'),
      'J',
      u32(tensorLength(name)),
      'tQK\x00',
      ...numbers(shape),
      ...numbers(strides),
      0x89 as unknown as readonly number[],
      global('collections', 'OrderedDict'),
      ')RtR',
    ]
  }) as (string | readonly number[])[]
  const frame = protocol < 4 ? [] : [[0x95, 0, 0, 0, 0, 0, 0, 0, 0]]
  const pickle = bytesOf([0x80, protocol], ...frame, ...around[0], '}(', ...items, 'u', ...around[1], '.')
  return zip([
    { name: 'x/data.pkl', content: pickle },
    ...tensorNames.map((name, at) => ({ name: `x/data/${at}`, content: encode(expected[name]!) })),
  ])
}

/** Around the weights: `{ 'epoch': 3, 'loss': 0.5, 'state_dict': …, 'optimizer': { 0: { 'step': 1 }, 'groups': [0.5, 1] } }`. */
export const CHECKPOINT: readonly [readonly Part[], readonly Part[]] = [
  ['}(', text('epoch'), 'K\x03', text('loss'), 'G', [0x3f, 0xe0, 0, 0, 0, 0, 0, 0], text('state_dict')],
  [
    text('optimizer'),
    '}(K\x00}(',
    text('step'),
    'K\x01u',
    text('groups'),
    '](G',
    [0x3f, 0xe0, 0, 0, 0, 0, 0, 0],
    'K\x01euu',
  ],
]
