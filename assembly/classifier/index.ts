/**
 * The shipped classifier: from a picture to ten scores, its weights inside. The host has a picture taken in strip by strip and its digit found, or writes
 * DIGIT or IMAGE itself, calls `readDigit` or `read`, and finds SCORES.
 */
import { DIGIT } from '../picture/memory'
import { addBlock, clearMoments, momentMap } from '../picture/moments'
import { openDigit, sampleDigit } from '../picture/sample28'
import { viewU, viewW } from '../picture/views'
import { softmax } from './activation'
import { forward } from './forward'
import { IMAGE, LOGITS, MAP0, Y2 } from './memory'
import { unpack } from './unpack'
import { CODES, STEPS } from './weights'

export * from '../picture/index'
export { softmax } from './activation'
export { IMAGE, LOGITS, SCORES, WEIGHTS } from './memory'

/** LOGITS and SCORES of IMAGE; `inverseTemperature` is one over the temperature. */
export function read(inverseTemperature: f32): void {
  forward()
  softmax(inverseTemperature)
}

/**
 * The same of DIGIT by its moments: the mean of the logits of 1, 2 or 4 views. IMAGE is what the network sees without a shift.
 *
 * @returns whether there is any ink
 */
export function readDigit(views: i32, inverseTemperature: f32): boolean {
  if (!see()) return false
  let a = f32x4.splat(0)
  let b = f32x4.splat(0)
  let c = f32x4.splat(0)
  for (let view = 0; view < views; view++) {
    sampleDigit(IMAGE, viewU(view, views), viewW(view, views))
    forward()
    a = f32x4.add(a, v128.load(LOGITS))
    b = f32x4.add(b, v128.load(LOGITS, 16))
    c = f32x4.add(c, v128.load(LOGITS, 32))
  }
  const share = f32x4.splat(<f32>1 / <f32>views)
  v128.store(LOGITS, f32x4.mul(a, share))
  v128.store(LOGITS, f32x4.mul(b, share), 16)
  v128.store(LOGITS, f32x4.mul(c, share), 32)
  softmax(inverseTemperature)
  if (views > 1) sampleDigit(IMAGE, 0, 0)
  return true
}

/** Opens DIGIT and its map for samples. */
function see(): boolean {
  clearMoments()
  addBlock(DIGIT, 28, 28, 28)
  openDigit(DIGIT)
  return momentMap(1)
}

// once, as the module is instantiated: the weights, and the margins, which stay
unpack(CODES, STEPS)
for (let p = MAP0; p < Y2; p += 4) store<f32>(p, -1)
