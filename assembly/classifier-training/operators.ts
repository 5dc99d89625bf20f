/** What tests compare the kernels of this folder, of `assembly/float32/distortion` and of `assembly/picture` with, and those kernels one by one. Operators take addresses. */
import { average } from '../reference/average'
import { distort } from '../reference/distort'
import { momentMap, sampleByMap } from '../reference/moments'

export { philox } from '../float32/distortion/philox'
export { DRAWN, drawDistortion } from '../float32/distortion/draws'
export { average } from '../float32/optimizer/average'
export { noneLoss } from './none'
export { addBlock, clearMoments, MAP, momentMap } from '../picture/moments'
export { openDigit, sampleDigit } from '../picture/sample28'
export { enlist, shuffle } from './shuffle'

export function distort64(
  raw: usize,
  map: usize,
  words: usize,
  rotation: f64,
  scale: f64,
  shear: f64,
  shift: f64,
  elastic: f64,
  thickness: f64,
  y: usize,
): void {
  distort<f64>(raw, map, words, rotation, scale, shear, shift, elastic, thickness, y)
}
export function average64(a: usize, w: usize, n: i32, decay: f64): void {
  average<f64>(a, w, n, decay)
}
export function momentMap64(ink: usize, width: i32, height: i32, unit: f64, map: usize): bool {
  return momentMap<f64>(ink, width, height, unit, map)
}
export function sampleByMap64(ink: usize, width: i32, height: i32, map: usize, viewU: f64, viewW: f64, y: usize): void {
  sampleByMap<f64>(ink, width, height, map, viewU, viewW, y)
}
