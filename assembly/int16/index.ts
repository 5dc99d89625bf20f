/** What the host calls of the int16 network, and the addresses of the regions that it reads and writes, by name. The compiler exports the memory itself. */
import { allowAll } from './shadow'

export { BUFFER_IMAGES, BUFFER_LABELS, BUFFER_OUTPUTS, BUFFER_SIZE, CONFUSION } from '../float32/memory'
export { B1, B2, B3, B4, SCALE3, TABLE1, TABLE2, W1, W2, W3, W4, Y1, Y2 } from './memory'
export {
  BOUND_GREATEST, BOUND_INPUT_GREATEST, BOUND_INPUT_LEAST, BOUND_LEAST, BOUND_WEIGHTS, boundConv, boundDense,
  greatestWeight, roundWeights,
} from './bounds'
export { fillTable } from './table'
export { badLabel, resetConfusion } from '../float32/answers'
export { configure, evaluate, predict, prepare } from './evaluate'
export { readPixels, sawStrangePixel } from './pixels'
export { conv1 } from './conv1'
export { conv2 } from './conv2'
export { h3Forward, outForward } from './dense'

allowAll()
