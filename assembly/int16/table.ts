/**
 * The activation functions as tables of 16,384 values: three instructions per unit, whatever the function. A polynomial would need more, since V8
 * turns the rounding int16 product, `q15mulr_sat_s`, into five instructions.
 */
import { BUFFER_IMAGES } from '../float32/memory'
import { Activation, activate } from '../float32/activation'
import { PAIRS, PAIRS_SIZE, TABLE1, TABLE2, TABLE_SIZE, UNIT1 } from './memory'

/** Scratch for z and f′ while a table is made. */
const Z: usize = BUFFER_IMAGES
const F: usize = Z + TABLE_SIZE * 4

/** TABLE1 (layer 1) or TABLE2: round(scale · f(z)) for z from −range to range, sampled in the middle of each step. Overwrites the batch buffer. */
export function fillTable(layer: i32, kind: Activation, range: f32, scale: f32): void {
  for (let i = 0; i < TABLE_SIZE; i++) {
    const middle = 2 * i + 1 - TABLE_SIZE
    store<f32>(Z + (<usize>i << 2), <f32>middle * range / <f32>TABLE_SIZE)
  }
  activate(kind, Z, Z, F, TABLE_SIZE * 4)
  const table = layer == 1 ? TABLE1 : TABLE2
  for (let i = 0; i < TABLE_SIZE; i++) {
    const y = nearest(load<f32>(Z + (<usize>i << 2)) * scale)
    store<i16>(table + (<usize>i << 1), <i16>max<f32>(-32767, min<f32>(32767, y)))
  }
}

/**
 * Y1's listed pairs of units: from places in TABLE1 (in bytes) to its values. One load fetches four places: loads and stores, not instructions, are the
 * bottleneck here (Node 24: H1 with its table 0.51 → 0.49 µs).
 */
export function lookUp1(): void {
  const end = PAIRS + load<u32>(PAIRS_SIZE)
  for (let at = PAIRS; at < end; at += 4) {
    const pair = <usize>load<u32>(at)
    unit(pair)
    unit(pair + UNIT1)
  }
}

/** A unit's twelve planes, and the first four again. */
// @ts-ignore: decorator
@inline
function unit(p: usize): void {
  const places = load<u64>(p)
  const y0 = load<u16>(place(places, 0), TABLE1)
  const y1 = load<u16>(place(places, 16), TABLE1)
  const y2 = load<u16>(place(places, 32), TABLE1)
  const y3 = load<u16>(place(places, 48), TABLE1)
  store4x16(p, y0, y1, y2, y3)
  store4x16(p + 24, y0, y1, y2, y3)
  four1(p + 8)
  four1(p + 16)
}

// @ts-ignore: decorator
@inline
function four1(p: usize): void {
  const places = load<u64>(p)
  const y0 = load<u16>(place(places, 0), TABLE1)
  const y1 = load<u16>(place(places, 16), TABLE1)
  const y2 = load<u16>(place(places, 32), TABLE1)
  const y3 = load<u16>(place(places, 48), TABLE1)
  store4x16(p, y0, y1, y2, y3)
}

/** Four units of Y2: from places in TABLE2 to its values. */
// @ts-ignore: decorator
@inline
export function lookUp2(p: usize): void {
  const places = load<u64>(p)
  const y0 = load<u16>(place(places, 0), TABLE2)
  const y1 = load<u16>(place(places, 16), TABLE2)
  const y2 = load<u16>(place(places, 32), TABLE2)
  const y3 = load<u16>(place(places, 48), TABLE2)
  store4x16(p, y0, y1, y2, y3)
}

// @ts-ignore: decorator
@inline
function place(places: u64, bit: i32): usize {
  return <usize>(places >> bit) & 0xffff
}

// @ts-ignore: decorator
@inline
function store4x16(p: usize, y0: u32, y1: u32, y2: u32, y3: u32): void {
  store<u16>(p, y0)
  store<u16>(p + 2, y1)
  store<u16>(p + 4, y2)
  store<u16>(p + 6, y3)
}
