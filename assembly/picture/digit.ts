/** The soft ink as MNIST has digits: the longer side of its box 20 pixels of 28 × 28, each pixel the mean of the area that it covers. */
import { fill, get, set, setVector, vector, vector4 } from './access'
import { COLUMNS, DIGIT, INK } from './memory'
import { addBlock, clearMoments, momentMap, MAP } from './moments'
import * as soft from './soft'

const SIDE: i32 = 28
const BOX: f32 = 20

/** Pixels of the working picture that one of the 28 covers along each side, and where the first begins, in INK. */
export let unit: f32 = 1
export let startX: f32 = 0
export let startY: f32 = 0

/** MNIST puts the centre of mass into pixel 14 (of 0 … 27), measured over its first 9,298 digits as 14.00; half a pixel on, counted from the edge. */
const MIDDLE: f32 = 14.5

/**
 * Writes DIGIT, 28 × 28 bytes. Where it has to grow, the mean of a whole pixel's area is linear interpolation.
 *
 * @param centred  whether the centre of mass lies in the middle, as far as the box stays inside, as in MNIST; else the box does
 */
export function digit(centred: boolean): void {
  unit = soft.long / BOX
  startX = (soft.edgeLeft + soft.edgeRight) / 2 - 14 * unit
  startY = (soft.edgeTop + soft.edgeBottom) / 2 - 14 * unit
  if (centred) {
    clearMoments()
    addBlock(INK, soft.stride, soft.across, soft.down)
    if (momentMap(unit)) {
      startX = start(load<f32>(MAP), soft.edgeLeft, soft.edgeRight)
      startY = start(load<f32>(MAP, 4), soft.edgeTop, soft.edgeBottom)
    }
  }
  const window = max<f32>(1, unit)
  const per = <f32>1 / (window * window)
  for (let y = 0; y < SIDE; y++) {
    const to = DIGIT + y * SIDE
    fill(to, 0, SIDE)
    const from = startY + (<f32>y + 0.5) * unit - window / 2
    const first = max(0, <i32>floor(from))
    const last = min(soft.down, <i32>ceil(from + window))
    if (last <= first) continue
    fill(COLUMNS, 0, <usize>soft.stride << 2)
    for (let j = first; j < last; j++) addRow(j, min(<f32>(j + 1), from + window) - max(<f32>j, from))
    for (let x = 0; x < SIDE; x++) {
      const left = startX + (<f32>x + 0.5) * unit - window / 2
      let sum: f32 = 0
      for (let i = max(0, <i32>floor(left)), end = min(soft.across, <i32>ceil(left + window)); i < end; i++)
        sum += (min(<f32>(i + 1), left + window) - max(<f32>i, left)) * get<f32>(COLUMNS + (<usize>i << 2))
      set<u8>(to + x, <u8>min<f32>(255, sum * per + 0.5))
    }
  }
}

/** Where the 28 begin: centred, but with the box inside. */
function start(centre: f32, from: f32, to: f32): f32 {
  const wanted = centre + 0.5 - MIDDLE * unit
  return max(to - 28 * unit, min(from, wanted))
}

/** COLUMNS += share · a row of INK. */
function addRow(y: i32, share: f32): void {
  const row = INK + <usize>(y * soft.stride)
  const by = f32x4.splat(share)
  for (let x = 0; x < soft.stride; x += 4) {
    const bytes = vector4(row + x)
    if (i32x4.extract_lane(bytes, 0) == 0) continue
    const to = COLUMNS + (<usize>x << 2)
    const values = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)))
    setVector(to, f32x4.add(vector(to), f32x4.mul(by, values)))
  }
}
