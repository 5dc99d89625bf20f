/**
 * The squashing functions as tables of 16,384 values: three instructions a unit, and the same for all functions. A polynomial would need more, since V8
 * makes five instructions of the rounding int16 product, `q15mulr_sat_s`.
 */
import { WINDOW_IMAGES } from '../memory'
import { Activation, squash } from '../activation'
import { PAIRS, PAIRS_SIZE, TABLE1, TABLE2, TABLE_SIZE } from './memory'

/** Scratch for z and for f′ while a table is made. */
const Z: usize = WINDOW_IMAGES
const F: usize = Z + TABLE_SIZE * 4

/** TABLE1 (layer 1) or TABLE2: round(scale · f(z)) for z from −range to range, each value in the middle of its part of it. The window is overwritten. */
export function fillTable(layer: i32, kind: Activation, range: f32, scale: f32): void {
  for (let i = 0; i < TABLE_SIZE; i++) {
    const middle = 2 * i + 1 - TABLE_SIZE
    store<f32>(Z + (<usize>i << 2), <f32>middle * range / <f32>TABLE_SIZE)
  }
  squash(kind, Z, Z, F, TABLE_SIZE * 4)
  const table = layer == 1 ? TABLE1 : TABLE2
  for (let i = 0; i < TABLE_SIZE; i++) {
    const y = nearest(load<f32>(Z + (<usize>i << 2)) * scale)
    store<i16>(table + (<usize>i << 1), <i16>max<f32>(-32767, min<f32>(32767, y)))
  }
}

/** Y1's listed pairs of units: from places in TABLE1 (in bytes) to its values. */
export function lookUp1(): void {
  const end = PAIRS + load<u32>(PAIRS_SIZE)
  for (let at = PAIRS; at < end; at += 4) {
    const pair = <usize>load<u32>(at)
    first4(pair, 0)
    first4(pair, 2)
    first4(pair, 4)
    first4(pair, 6)
    first4(pair, 32)
    first4(pair, 34)
    first4(pair, 36)
    first4(pair, 38)
  }
}

/** One unit of each four planes; planes 0–3 stand at the end again. */
// @ts-ignore: decorator
@inline
function first4(p: usize, i: usize): void {
  const y = load<u16>(<usize>load<u16>(p + i), TABLE1)
  store<u16>(p + i, y)
  store<u16>(p + i + 24, y)
  store<u16>(p + i + 8, load<u16>(<usize>load<u16>(p + i + 8), TABLE1))
  store<u16>(p + i + 16, load<u16>(<usize>load<u16>(p + i + 16), TABLE1))
}

/** Eight units of Y2: from places in TABLE2 to its values. */
// @ts-ignore: decorator
@inline
export function lookUp2(units: usize): void {
  for (let p = units; p < units + 16; p += 8) {
    store<u16>(p, load<u16>(<usize>load<u16>(p), TABLE2))
    store<u16>(p, load<u16>(<usize>load<u16>(p, 2), TABLE2), 2)
    store<u16>(p, load<u16>(<usize>load<u16>(p, 4), TABLE2), 4)
    store<u16>(p, load<u16>(<usize>load<u16>(p, 6), TABLE2), 6)
  }
}
