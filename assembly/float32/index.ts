/** What the host calls, and the addresses of the regions that it reads and writes, by name. The compiler exports the memory itself. */
import { allowAll } from './shadow'

export {
  BUFFER_IMAGES,
  BUFFER_LABELS,
  BUFFER_OUTPUTS,
  BUFFER_SIZE,
  CONFUSION,
  FIRST_MOMENTS,
  GRADIENTS,
  PARAMETERS,
  PARAMETERS_SIZE,
  SECOND_MOMENTS,
  Y1,
  Y2,
  Y3,
  Y4,
} from './memory'
export { seedStream, STREAM_STRIDE, STREAMS } from './random'
export { drawWeights } from './init'
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
  step,
  stepsDone,
  train,
  zeroGradients,
} from './train'
export { badLabel, resetConfusion } from './answers'
export { evaluate, predict } from './evaluate'

allowAll()
