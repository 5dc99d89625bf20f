/** From any picture to ink: what tests and the readers see. */
export { begin, take, width, height, factor } from './strip'
export { grey } from './grey'
export { orient } from './polarity'
export { closing, extreme } from './closing'
export { components, runs, count } from './components'
export { transpose } from './transpose'
export { find, grain, sharp, lined, dark, isEven } from './find'
export { across, down, stride, cornerX, cornerY, boxLeft, boxTop, boxRight, boxBottom, long, strokes, own, area, outline } from './soft'
export { digit } from './digit'
import { allowAll } from './memory'
import * as m from './memory'
export { MAP, clearMoments, addBlock, momentMap } from './moments'
export { sampleDigit, openDigit } from './sample28'
allowAll()
export function address(i: i32): usize {
  switch (i) {
    case 0: return m.STRIP
    case 1: return m.COLOUR
    case 2: return m.GREY
    case 3: return m.PAPER
    case 4: return m.SHARE
    case 5: return m.SMOOTH
    case 6: return m.MASK
    case 7: return m.GONE
    case 8: return m.INK
    case 9: return m.DIGIT
    case 10: return m.RUNS
    case 11: return m.COMPONENTS
    default: return 0
  }
}
export const IMAGE: usize = memory.data(1024, 16)
