/** What the host calls of the int16 network. Memory is exported by the compiler; `address` names its regions. */
export { address, WINDOW_SIZE } from './regions'
export { fillTable } from './table'
export { configure, evaluate, predict, resetConfusion } from './infer'
export { readPixels } from './pixels'
export { conv1Relu, conv1Tanh } from './conv1'
export { conv2Relu, conv2Tanh } from './conv2'
export { lookUp1, lookUp2 } from './table'
export { h3Forward, outForward } from './dense'
