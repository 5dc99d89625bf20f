/**
 * The weights as they are shipped: whole numbers of steps, a step for each matrix, by an adaptive binary range coder: `scripts/pack-classifier/coder.ts`
 * says how, `scripts/pack-classifier` chooses and writes them.
 */
import { CLASSES, FAN2, PLANES, SIDE1, SIDE2, TAPS, UNITS2, UNITS3 } from '../common/shape'
import { B1, B2, B3, B4, DENSE_ROW, GROUP2, UNIT, W1, W2, W3, W4 } from './memory'

/** The tree that a number is a path down, 256 nodes: how likely a bit is 0 in 4096ths, u16, and how soon that moves, u16. */
const NODES: usize = memory.data(256 * 4, 4)
const NEW_NODE: u32 = 2048 | (2 << 16)
const SLOWEST: u32 = 32

/** The next byte and the next step. */
let from: usize = 0
let next: usize = 0
/** The coder's interval, and where in it the number lies. */
let range: u32 = 0
let place: u32 = 0

/** Fills the eight tensors, in the order in which they are packed. */
export function unpack(codes: usize, steps: usize): void {
  place = bswap<u32>(load<u32>(codes))
  from = codes + 4
  range = 0xffffffff
  next = steps
  matrix(W1, TAPS, PLANES, UNIT, true)
  matrix(B1, SIDE1 * SIDE1, PLANES, UNIT, false)
  inLanes()
  matrix(B2, SIDE2 * SIDE2, PLANES, UNIT, false)
  matrix(W3, UNITS2, UNITS3, DENSE_ROW, false)
  vector(B3, UNITS3)
  matrix(W4, UNITS3, CLASSES, DENSE_ROW, true)
  vector(B4, CLASSES)
}

/** rows × columns numbers of steps; `stride` bytes from row to row. */
function matrix(to: usize, rows: i32, columns: i32, stride: usize, fine: bool): void {
  const step = open()
  for (const end = to + <usize>rows * stride; to < end; to += stride)
    for (let column: usize = 0; column < <usize>columns; column++) store<f32>(to + (column << 2), <f32>code(fine) * step)
}

/** W2: rows of twelve planes, like the others, but what meets four inputs of a plane comes to lie together. */
function inLanes(): void {
  const step = open()
  for (let row: usize = 0; row < <usize>(TAPS * FAN2); row++) {
    for (let plane: usize = 0; plane < <usize>PLANES; plane++) {
      const to = W2 + (plane >> 2) * GROUP2 + ((row >> 2) << 6) + ((plane & 3) << 4) + ((row & 3) << 2)
      store<f32>(to, <f32>code(false) * step)
    }
  }
}

/** The biases of a dense layer, each as it is. */
function vector(to: usize, count: i32): void {
  for (const end = to + (<usize>count << 2); to < end; to += 4) store<f32>(to, bfloat16())
}

/** A matrix begins: with a new tree. @returns its step */
function open(): f32 {
  for (let p = NODES; p < NODES + 1024; p += 4) store<u32>(p, NEW_NODE)
  return bfloat16()
}

/** The next number: of a byte, and where it is fine of three bits more. */
function code(fine: bool): i32 {
  let node: i32 = 1
  while (node < 256) node += node + bit(node)
  node -= 384
  if (fine) for (let i = 0; i < 3; i++) node += node + bit(0)
  return node
}

/** The next bit, of a node. */
function bit(node: i32): i32 {
  const p = NODES + (<usize>node << 2)
  const zero = <u32>load<u16>(p)
  const rate = <u32>load<u16>(p, 2)
  const bound = (range >>> 12) * zero
  const is = place >= bound
  if (is) {
    place -= bound
    range -= bound
  } else range = bound
  store<u16>(p, <u16>(is ? zero - zero / rate : zero + (4096 - zero) / rate))
  store<u16>(p, <u16>min(SLOWEST, rate + 1), 2)
  for (; range < 1 << 24; range <<= 8) place = (place << 8) | load<u8>(from++)
  return i32(is)
}

/** The upper half of a float32. */
function bfloat16(): f32 {
  const value = reinterpret<f32>(<u32>load<u16>(next) << 16)
  next += 2
  return value
}
