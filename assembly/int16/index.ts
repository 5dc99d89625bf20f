/** What the host calls of the int16 network. Memory is exported by the compiler; `address` names its regions. */
import { allowAll } from './regions'

export { address, WINDOW_SIZE } from './regions'
export { fillTable } from './table'
export { resetConfusion } from '../float32/answers'
export { configure, evaluate, predict, prepare } from './evaluate'
export { readPixels, sawStrangePixel } from './pixels'
export { conv1 } from './conv1'
export { conv2 } from './conv2'
export { h3Forward, outForward } from './dense'

allowAll()
