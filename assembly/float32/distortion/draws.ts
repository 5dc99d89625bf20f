/** The random numbers of one distortion, drawn by the seed, the pass and the digit. */
import { philox } from './philox'

/** Control points of the elastic field along each axis, and of both its components. */
export const CONTROL_SIDE: i32 = 7
export const CONTROL_POINTS: i32 = CONTROL_SIDE * CONTROL_SIDE
/** Words for the control points of both components, up to a whole vector, then one for each number of the affine map. */
export const AFFINE_WORD: i32 = 100
/** The word of the strokes' thickness, behind the affine map's six. */
export const THICKNESS_WORD: i32 = 106
const WORDS: i32 = 108

/** Second half of the key: what the numbers are for. */
export const enum Purpose {
  Distortion,
  Shuffle,
}

/** Random words of the distortion under way, [108]: 2 × 49 for the control points, from AFFINE_WORD on six for the affine map, one for the thickness, one unused. */
export const DRAWN: usize = memory.data(WORDS * 4, 16)

export function drawDistortion(seed: u32, pass: u32, digit: u32): void {
  for (let block = 0; block < WORDS / 4; block++) philox(DRAWN + (<usize>block << 4), block, digit, pass, 0, seed, Purpose.Distortion)
}

/** A word as a number in [−1, 1). */
// @ts-ignore: decorator
@inline
export function uniform(word: u32): f32 {
  return <f32>(<i32>word >> 8) * <f32>(1.0 / 8388608.0)
}

/** The word `index` of DRAWN, likewise. */
// @ts-ignore: decorator
@inline
export function uniformWord(index: i32): f32 {
  return uniform(load<u32>(DRAWN + (<usize>index << 2)))
}
