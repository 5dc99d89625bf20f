/** From any picture to ink: what tests and the readers see. */
export { begin, take, width, height, factor } from './strip'
export { grey } from './grey'
export { orient } from './polarity'
export { closing } from './closing'
export { components, runs, count } from './components'
import { allowAll } from './memory'
import * as memoryMap from './memory'
import * as levels from './levels'
import * as share from './share'
import * as masks from './mask'
import { transpose } from './transpose'
import { extreme } from './closing'
export { transpose, extreme }
allowAll()
export function count_(): void { levels.count() }
export function even(): boolean { return levels.even() }
export function mode(): i32 { return levels.mode() }
export const STRIP: usize = memoryMap.STRIP
export const GREY: usize = memoryMap.GREY
export const COLOUR: usize = memoryMap.COLOUR
export const PAPER: usize = memoryMap.PAPER
export function shareOfPaper(): void { share.shareOfPaper(); share.startSmooth(); share.smooth() }
export function shareOfEven(p: i32): void { share.shareOfEven(p); share.startSmooth(); }
export function mask(t: i32): void { masks.mask(t) }
export function contrast(): i32 { return masks.contrast() }
export function level(q: f32): i32 { masks.countShares(memoryMap.SHARE); return masks.level(q) }
