/**
 * All exports of the reference module: the memory map, the network, and every operator, each in
 * float32 (…32) and in float64 (…64). Operators take addresses; their files give the shapes.
 */
import { activationBackward, activationForward } from './activation'
import { adamw } from './adamw'
import { conv1Backward, conv1Forward } from './conv1'
import { conv2Backward, conv2Forward } from './conv2'
import { denseBackward, denseForward } from './dense'
import { dropoutBackward, dropoutForward } from './dropout'
import { crossEntropyBackward, crossEntropyForward, mseBackward, mseForward } from './loss'
import {
  adamwStep,
  backward,
  clearCurvatures,
  clearGradients,
  curvature,
  followCurvatures,
  forward,
  lossOf,
  newtonStep,
  sgdStep,
} from './network'
import { resize } from './resize'
import { roll } from './roll'
import { sgd } from './sgd'

export * from './memory'
export { configure } from './network'

export function forward32(rows: i32, columns: i32, training: bool): void {
  forward<f32>(rows, columns, training)
}
export function forward64(rows: i32, columns: i32, training: bool): void {
  forward<f64>(rows, columns, training)
}
export function lossOf32(label: i32): f32 {
  return lossOf<f32>(label)
}
export function lossOf64(label: i32): f64 {
  return lossOf<f64>(label)
}
export function backward32(label: i32, scale: f64, training: bool): void {
  backward<f32>(label, scale, training)
}
export function backward64(label: i32, scale: f64, training: bool): void {
  backward<f64>(label, scale, training)
}
export function clearGradients32(): void {
  clearGradients<f32>()
}
export function clearGradients64(): void {
  clearGradients<f64>()
}
export function curvature32(scale: f64, training: bool): void {
  curvature<f32>(scale, training)
}
export function curvature64(scale: f64, training: bool): void {
  curvature<f64>(scale, training)
}
export function clearCurvatures32(): void {
  clearCurvatures<f32>()
}
export function clearCurvatures64(): void {
  clearCurvatures<f64>()
}
export function followCurvatures32(gamma: f64): void {
  followCurvatures<f32>(gamma)
}
export function followCurvatures64(gamma: f64): void {
  followCurvatures<f64>(gamma)
}
export function newtonStep32(lr: f64, mu: f64): void {
  newtonStep<f32>(lr, mu)
}
export function newtonStep64(lr: f64, mu: f64): void {
  newtonStep<f64>(lr, mu)
}
export function sgdStep32(lr: f64): void {
  sgdStep<f32>(lr)
}
export function sgdStep64(lr: f64): void {
  sgdStep<f64>(lr)
}
export function adamwStep32(step: i32, lr: f64, beta1: f64, beta2: f64, eps: f64, weightDecay: f64): void {
  adamwStep<f32>(step, lr, beta1, beta2, eps, weightDecay)
}
export function adamwStep64(step: i32, lr: f64, beta1: f64, beta2: f64, eps: f64, weightDecay: f64): void {
  adamwStep<f64>(step, lr, beta1, beta2, eps, weightDecay)
}

export function conv1Forward32(x: usize, w: usize, b: usize, y: usize): void {
  conv1Forward<f32>(x, w, b, y)
}
export function conv1Forward64(x: usize, w: usize, b: usize, y: usize): void {
  conv1Forward<f64>(x, w, b, y)
}
export function conv1Backward32(x: usize, dy: usize, dw: usize, db: usize): void {
  conv1Backward<f32>(x, dy, dw, db)
}
export function conv1Backward64(x: usize, dy: usize, dw: usize, db: usize): void {
  conv1Backward<f64>(x, dy, dw, db)
}
export function conv2Forward32(x: usize, w: usize, b: usize, y: usize): void {
  conv2Forward<f32>(x, w, b, y)
}
export function conv2Forward64(x: usize, w: usize, b: usize, y: usize): void {
  conv2Forward<f64>(x, w, b, y)
}
export function conv2Backward32(x: usize, w: usize, dy: usize, dx: usize, dw: usize, db: usize): void {
  conv2Backward<f32>(x, w, dy, dx, dw, db)
}
export function conv2Backward64(x: usize, w: usize, dy: usize, dx: usize, dw: usize, db: usize): void {
  conv2Backward<f64>(x, w, dy, dx, dw, db)
}
export function denseForward32(x: usize, w: usize, b: usize, y: usize, inputs: i32, outputs: i32): void {
  denseForward<f32>(x, w, b, y, inputs, outputs)
}
export function denseForward64(x: usize, w: usize, b: usize, y: usize, inputs: i32, outputs: i32): void {
  denseForward<f64>(x, w, b, y, inputs, outputs)
}
export function denseBackward32(
  x: usize,
  w: usize,
  dy: usize,
  dx: usize,
  dw: usize,
  db: usize,
  inputs: i32,
  outputs: i32,
): void {
  denseBackward<f32>(x, w, dy, dx, dw, db, inputs, outputs)
}
export function denseBackward64(
  x: usize,
  w: usize,
  dy: usize,
  dx: usize,
  dw: usize,
  db: usize,
  inputs: i32,
  outputs: i32,
): void {
  denseBackward<f64>(x, w, dy, dx, dw, db, inputs, outputs)
}
export function activationForward32(kind: i32, x: usize, y: usize, n: i32): void {
  activationForward<f32>(kind, x, y, n)
}
export function activationForward64(kind: i32, x: usize, y: usize, n: i32): void {
  activationForward<f64>(kind, x, y, n)
}
export function activationBackward32(kind: i32, x: usize, y: usize, dy: usize, dx: usize, n: i32): void {
  activationBackward<f32>(kind, x, y, dy, dx, n)
}
export function activationBackward64(kind: i32, x: usize, y: usize, dy: usize, dx: usize, n: i32): void {
  activationBackward<f64>(kind, x, y, dy, dx, n)
}
export function mseForward32(y: usize, label: i32): f32 {
  return mseForward<f32>(y, label)
}
export function mseForward64(y: usize, label: i32): f64 {
  return mseForward<f64>(y, label)
}
export function mseBackward32(y: usize, label: i32, scale: f64, dy: usize): void {
  mseBackward<f32>(y, label, scale, dy)
}
export function mseBackward64(y: usize, label: i32, scale: f64, dy: usize): void {
  mseBackward<f64>(y, label, scale, dy)
}
export function crossEntropyForward32(y: usize, label: i32, smoothing: f64): f32 {
  return crossEntropyForward<f32>(y, label, smoothing)
}
export function crossEntropyForward64(y: usize, label: i32, smoothing: f64): f64 {
  return crossEntropyForward<f64>(y, label, smoothing)
}
export function crossEntropyBackward32(y: usize, label: i32, smoothing: f64, scale: f64, dy: usize): void {
  crossEntropyBackward<f32>(y, label, smoothing, scale, dy)
}
export function crossEntropyBackward64(y: usize, label: i32, smoothing: f64, scale: f64, dy: usize): void {
  crossEntropyBackward<f64>(y, label, smoothing, scale, dy)
}
export function dropoutForward32(x: usize, mask: usize, p: f64, y: usize, n: i32): void {
  dropoutForward<f32>(x, mask, p, y, n)
}
export function dropoutForward64(x: usize, mask: usize, p: f64, y: usize, n: i32): void {
  dropoutForward<f64>(x, mask, p, y, n)
}
export function dropoutBackward32(dy: usize, mask: usize, p: f64, dx: usize, n: i32): void {
  dropoutBackward<f32>(dy, mask, p, dx, n)
}
export function dropoutBackward64(dy: usize, mask: usize, p: f64, dx: usize, n: i32): void {
  dropoutBackward<f64>(dy, mask, p, dx, n)
}
export function roll32(x: usize, rows: i32, columns: i32, y: usize): void {
  roll<f32>(x, rows, columns, y)
}
export function roll64(x: usize, rows: i32, columns: i32, y: usize): void {
  roll<f64>(x, rows, columns, y)
}
export function resize32(raw: usize, y: usize): void {
  resize<f32>(raw, y)
}
export function resize64(raw: usize, y: usize): void {
  resize<f64>(raw, y)
}
export function sgd32(w: usize, dw: usize, n: i32, lr: f64): void {
  sgd<f32>(w, dw, n, lr)
}
export function sgd64(w: usize, dw: usize, n: i32, lr: f64): void {
  sgd<f64>(w, dw, n, lr)
}
export function adamw32(
  w: usize,
  dw: usize,
  m: usize,
  v: usize,
  n: i32,
  step: i32,
  lr: f64,
  beta1: f64,
  beta2: f64,
  eps: f64,
  weightDecay: f64,
): void {
  adamw<f32>(w, dw, m, v, n, step, lr, beta1, beta2, eps, weightDecay)
}
export function adamw64(
  w: usize,
  dw: usize,
  m: usize,
  v: usize,
  n: i32,
  step: i32,
  lr: f64,
  beta1: f64,
  beta2: f64,
  eps: f64,
  weightDecay: f64,
): void {
  adamw<f64>(w, dw, m, v, n, step, lr, beta1, beta2, eps, weightDecay)
}
