/** The picture's kernels one by one, for tests: the module of the plain and of the checked build. */
import { momentMap as momentMapOf, sampleByMap } from '../reference/moments'

export * from '../picture/index'
export { MAP, addBlock, clearMoments, momentMap } from '../picture/moments'
export { openDigit, sampleDigit } from '../picture/sample28'
export { height, width, factor } from '../picture/strip'
export { grey } from '../picture/grey'
export { orient } from '../picture/polarity'
export { closing, extreme } from '../picture/closing'
export { components, count, runs } from '../picture/components'
export { transpose } from '../picture/transpose'
export { lower, shareOfEven, shareOfPaper, smooth, startSmooth } from '../picture/share'
export { contrast, mask, veil } from '../picture/mask'
export { grain, isEven, lined, sharp } from '../picture/find'
export { across, boxBottom, boxLeft, boxRight, boxTop, cornerX, cornerY, down, long, own, stride, strokes } from '../picture/soft'
export { COLOUR, COMPONENTS, GONE, GREY, INK, MASK, PAPER, RUNS, SHARE, SMOOTH, SMOOTH_B, WIDE_A, WIDE_B } from '../picture/memory'

/** A picture of so many pixels, whose planes a test writes itself. */
export { begin as resize } from '../picture/strip'
/** What tests read 16×16 from. */
export const IMAGE: usize = memory.data(1024, 16)

export { covariances, extremeOfRows, masked, mixed, reduced, shares, smoothed, softened, thirdMoment } from '../reference/picture'
export { axis, blue, green, offset, red } from '../picture/axis'
export { blockSums, localSkew } from '../picture/polarity'
export { open } from '../picture/plane'
export { ink as softInk } from '../picture/soft'

/** The reference of the moments and of the samples, in f64. */
export function mapOf(ink: usize, width: i32, height: i32, unit: f64, map: usize): bool {
  return momentMapOf<f64>(ink, width, height, unit, map)
}
export function sampledBy(ink: usize, map: usize, viewU: f64, viewW: f64, to: usize): void {
  sampleByMap<f64>(ink, 28, 28, map, viewU, viewW, to)
}
/** Room for tests: four planes of a megabyte. */
export const ROOM: usize = memory.data(4 << 20, 16)
export { count as countLevels, even, mode } from '../picture/levels'
export { eraseLines } from '../picture/lines'
export { select, sift, weigh } from '../picture/select'
export { soften } from '../picture/soft'
export { digit } from '../picture/digit'
export { features } from '../picture/features'
export { mayBeSolid } from '../picture/polarity'
