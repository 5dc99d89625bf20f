/** What the host calls. Memory is exported by the compiler; `address` names its regions. */
import { allowAll } from './regions'

export { address, WINDOW_SIZE } from './regions'
export { seedStream, fillWords, streamAddress } from './random'
export { drawWeights } from './init'
export { resize } from './resize'
export { configureNetwork } from './network'
export { setRate, setCosine, rate } from './schedule'
export { adamwReset, adamwPower, setAdamwPowers } from './optimizer/adamw'
export {
  backwardSample,
  beginPass,
  configureTraining,
  forwardSample,
  restorePosition,
  samplesInBatch,
  samplesRemaining,
  step,
  stepsDone,
  train,
  zeroGradients,
} from './train'
export { resetConfusion } from './answers'
export { evaluate, predict } from './evaluate'

allowAll()
