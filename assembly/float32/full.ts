/**
 * The same source with what few trainings need: the paper's Newton method, distorted digits and averaged weights. They would be 4 kB of every page's download, so
 * that lenet1989.wasm is compiled without them: every use stands behind the constant `FULL`, which asconfig.json sets for each target.
 */
export * from './index'
export { AVERAGE } from './memory'
export { distortBuffer } from './augment'
export { configureAveraging } from './averaging'
export { resetCurvature } from './curvature'
export { configureCurvature, estimateCurvature } from './train'
