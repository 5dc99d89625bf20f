/**
 * All exports of the reference module: the memory map, the network, and every operator, each in float64 if `wide`, else in float32. Operators take addresses; their
 * files give the shapes.
 */
import * as activation from './activation'
import * as byAdamw from './adamw'
import * as conv1 from './conv1'
import * as conv2 from './conv2'
import * as dense from './dense'
import * as dropout from './dropout'
import * as loss from './loss'
import * as network from './network'
import * as resizing from './resize'
import * as rolling from './roll'
import * as bySgd from './sgd'

export * from './memory'
export { configure } from './network'

export function forward(wide: bool, rows: i32, columns: i32, training: bool): void {
  if (wide) network.forward<f64>(rows, columns, training)
  else network.forward<f32>(rows, columns, training)
}
export function lossOf(wide: bool, label: i32): f64 {
  return wide ? network.lossOf<f64>(label) : network.lossOf<f32>(label)
}
export function backward(wide: bool, label: i32, scale: f64, training: bool): void {
  if (wide) network.backward<f64>(label, scale, training)
  else network.backward<f32>(label, scale, training)
}
export function clearGradients(wide: bool): void {
  if (wide) network.clearGradients<f64>()
  else network.clearGradients<f32>()
}
export function curvature(wide: bool, scale: f64, training: bool): void {
  if (wide) network.curvature<f64>(scale, training)
  else network.curvature<f32>(scale, training)
}
export function clearCurvatures(wide: bool): void {
  if (wide) network.clearCurvatures<f64>()
  else network.clearCurvatures<f32>()
}
export function followCurvatures(wide: bool, gamma: f64): void {
  if (wide) network.followCurvatures<f64>(gamma)
  else network.followCurvatures<f32>(gamma)
}
export function newtonStep(wide: bool, lr: f64, mu: f64): void {
  if (wide) network.newtonStep<f64>(lr, mu)
  else network.newtonStep<f32>(lr, mu)
}
export function sgdStep(wide: bool, lr: f64): void {
  if (wide) network.sgdStep<f64>(lr)
  else network.sgdStep<f32>(lr)
}
export function adamwStep(wide: bool, step: i32, lr: f64, beta1: f64, beta2: f64, eps: f64, weightDecay: f64): void {
  if (wide) network.adamwStep<f64>(step, lr, beta1, beta2, eps, weightDecay)
  else network.adamwStep<f32>(step, lr, beta1, beta2, eps, weightDecay)
}

export function conv1Forward(wide: bool, x: usize, w: usize, b: usize, y: usize): void {
  if (wide) conv1.conv1Forward<f64>(x, w, b, y)
  else conv1.conv1Forward<f32>(x, w, b, y)
}
export function conv1Backward(wide: bool, x: usize, dy: usize, dw: usize, db: usize): void {
  if (wide) conv1.conv1Backward<f64>(x, dy, dw, db)
  else conv1.conv1Backward<f32>(x, dy, dw, db)
}
export function conv2Forward(wide: bool, x: usize, w: usize, b: usize, y: usize): void {
  if (wide) conv2.conv2Forward<f64>(x, w, b, y)
  else conv2.conv2Forward<f32>(x, w, b, y)
}
export function conv2Backward(wide: bool, x: usize, w: usize, dy: usize, dx: usize, dw: usize, db: usize): void {
  if (wide) conv2.conv2Backward<f64>(x, w, dy, dx, dw, db)
  else conv2.conv2Backward<f32>(x, w, dy, dx, dw, db)
}
export function denseForward(wide: bool, x: usize, w: usize, b: usize, y: usize, inputs: i32, outputs: i32): void {
  if (wide) dense.denseForward<f64>(x, w, b, y, inputs, outputs)
  else dense.denseForward<f32>(x, w, b, y, inputs, outputs)
}
export function denseBackward(wide: bool, x: usize, w: usize, dy: usize, dx: usize, dw: usize, db: usize, inputs: i32, outputs: i32): void {
  if (wide) dense.denseBackward<f64>(x, w, dy, dx, dw, db, inputs, outputs)
  else dense.denseBackward<f32>(x, w, dy, dx, dw, db, inputs, outputs)
}
export function activationForward(wide: bool, kind: i32, x: usize, y: usize, n: i32): void {
  if (wide) activation.activationForward<f64>(kind, x, y, n)
  else activation.activationForward<f32>(kind, x, y, n)
}
export function activationBackward(wide: bool, kind: i32, x: usize, y: usize, dy: usize, dx: usize, n: i32): void {
  if (wide) activation.activationBackward<f64>(kind, x, y, dy, dx, n)
  else activation.activationBackward<f32>(kind, x, y, dy, dx, n)
}
export function mseForward(wide: bool, y: usize, label: i32): f64 {
  return wide ? loss.mseForward<f64>(y, label) : loss.mseForward<f32>(y, label)
}
export function mseBackward(wide: bool, y: usize, label: i32, scale: f64, dy: usize): void {
  if (wide) loss.mseBackward<f64>(y, label, scale, dy)
  else loss.mseBackward<f32>(y, label, scale, dy)
}
export function crossEntropyForward(wide: bool, y: usize, label: i32, smoothing: f64): f64 {
  return wide ? loss.crossEntropyForward<f64>(y, label, smoothing) : loss.crossEntropyForward<f32>(y, label, smoothing)
}
export function crossEntropyBackward(wide: bool, y: usize, label: i32, smoothing: f64, scale: f64, dy: usize): void {
  if (wide) loss.crossEntropyBackward<f64>(y, label, smoothing, scale, dy)
  else loss.crossEntropyBackward<f32>(y, label, smoothing, scale, dy)
}
export function dropoutForward(wide: bool, x: usize, mask: usize, p: f64, y: usize, n: i32): void {
  if (wide) dropout.dropoutForward<f64>(x, mask, p, y, n)
  else dropout.dropoutForward<f32>(x, mask, p, y, n)
}
export function dropoutBackward(wide: bool, dy: usize, mask: usize, p: f64, dx: usize, n: i32): void {
  if (wide) dropout.dropoutBackward<f64>(dy, mask, p, dx, n)
  else dropout.dropoutBackward<f32>(dy, mask, p, dx, n)
}
export function roll(wide: bool, x: usize, rows: i32, columns: i32, y: usize): void {
  if (wide) rolling.roll<f64>(x, rows, columns, y)
  else rolling.roll<f32>(x, rows, columns, y)
}
export function resize(wide: bool, raw: usize, y: usize): void {
  if (wide) resizing.resize<f64>(raw, y)
  else resizing.resize<f32>(raw, y)
}
export function sgd(wide: bool, w: usize, dw: usize, n: i32, lr: f64): void {
  if (wide) bySgd.sgd<f64>(w, dw, n, lr)
  else bySgd.sgd<f32>(w, dw, n, lr)
}
export function adamw(wide: bool, w: usize, dw: usize, m: usize, v: usize, n: i32, step: i32, lr: f64, beta1: f64, beta2: f64, eps: f64, weightDecay: f64): void {
  if (wide) byAdamw.adamw<f64>(w, dw, m, v, n, step, lr, beta1, beta2, eps, weightDecay)
  else byAdamw.adamw<f32>(w, dw, m, v, n, step, lr, beta1, beta2, eps, weightDecay)
}
