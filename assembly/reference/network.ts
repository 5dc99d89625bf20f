/**
 * One sample forward and backward through all operators. Gradients accumulate until they are cleared: a
 * batch is one forward and backward per sample with scale = 1 over the batch size, and then one step.
 */

import { CLASSES, UNITS1, UNITS2, UNITS3 } from '../common/shape'
import { activationBackward, activationForward, SCALED_TANH, TANH } from './activation'
import { adamw } from './adamw'
import { conv1Backward, conv1Forward } from './conv1'
import { conv2Backward, conv2Forward } from './conv2'
import {
  activationCurvature,
  conv1Curvature,
  conv2Curvature,
  denseCurvature,
  mseCurvature,
} from './curvature'
import { denseBackward, denseForward } from './dense'
import { dropoutBackward, dropoutForward } from './dropout'
import { crossEntropyBackward, crossEntropyForward, MSE, mseBackward, mseForward } from './loss'
import * as m from './memory'
import { follow, newton } from './newton'
import { roll } from './roll'
import { sgd } from './sgd'
import { clear } from './tensor'

// the configuration, for both precisions
let activation: i32 = TANH
let loss: i32 = MSE
let labelSmoothing: f64 = 0
let dropoutAfter: i32 = 0
let dropout: f64 = 0

/** `layer`: 2 or 3 for the layer whose units the mask drops, 0 for none. */
export function configure(kind: i32, head: i32, smoothing: f64, layer: i32, p: f64): void {
  activation = kind
  loss = head
  labelSmoothing = smoothing
  dropoutAfter = layer
  dropout = p
}

/** With MSE the outputs are activated too: by scaled tanh if the hidden layers use it, otherwise by tanh. */
function outputActivation(): i32 {
  return activation == SCALED_TANH ? SCALED_TANH : TANH
}

/** IMAGE, rolled by (rows, columns) → OUT. With `training`, MASK drops units of the configured layer. */
export function forward<T>(rows: i32, columns: i32, training: bool): void {
  roll<T>(region<T>(m.IMAGE), rows, columns, region<T>(m.ROLLED))

  conv1Forward<T>(region<T>(m.ROLLED), parameter<T>(m.H1W), parameter<T>(m.H1B), region<T>(m.H1_SUM))
  activationForward<T>(activation, region<T>(m.H1_SUM), region<T>(m.H1), UNITS1)

  conv2Forward<T>(region<T>(m.H1), parameter<T>(m.H2W), parameter<T>(m.H2B), region<T>(m.H2_SUM))
  activationForward<T>(activation, region<T>(m.H2_SUM), region<T>(m.H2), UNITS2)
  drop<T>(2, training, m.H2, m.H2_KEPT, UNITS2)

  const h3w = parameter<T>(m.H3W)
  denseForward<T>(region<T>(m.H2_KEPT), h3w, parameter<T>(m.H3B), region<T>(m.H3_SUM), UNITS2, UNITS3)
  activationForward<T>(activation, region<T>(m.H3_SUM), region<T>(m.H3), UNITS3)
  drop<T>(3, training, m.H3, m.H3_KEPT, UNITS3)

  const outw = parameter<T>(m.OUTW)
  denseForward<T>(region<T>(m.H3_KEPT), outw, parameter<T>(m.OUTB), region<T>(m.OUT_SUM), UNITS3, CLASSES)
  if (loss == MSE) activationForward<T>(outputActivation(), region<T>(m.OUT_SUM), region<T>(m.OUT), CLASSES)
  else memory.copy(region<T>(m.OUT), region<T>(m.OUT_SUM), CLASSES * sizeof<T>())
}

/** The loss of OUT. */
export function lossOf<T>(label: i32): T {
  if (loss == MSE) return mseForward<T>(region<T>(m.OUT), label)
  return crossEntropyForward<T>(region<T>(m.OUT), label, labelSmoothing)
}

/** Adds scale · ∂loss/∂parameters to GRADIENTS, after `forward` with the same `training`. */
export function backward<T>(label: i32, scale: f64, training: bool): void {
  const dOutSum = region<T>(m.D_OUT_SUM)
  if (loss == MSE) {
    mseBackward<T>(region<T>(m.OUT), label, scale, region<T>(m.D_OUT))
    undoActivation<T>(outputActivation(), m.OUT_SUM, m.OUT, m.D_OUT, m.D_OUT_SUM, CLASSES)
  } else {
    crossEntropyBackward<T>(region<T>(m.OUT), label, labelSmoothing, scale, dOutSum)
  }

  const h3 = region<T>(m.H3_KEPT)
  const dH3 = region<T>(m.D_H3_KEPT)
  const outw = parameter<T>(m.OUTW)
  denseBackward<T>(h3, outw, dOutSum, dH3, gradient<T>(m.OUTW), gradient<T>(m.OUTB), UNITS3, CLASSES)
  undoDropout<T>(3, training, m.D_H3_KEPT, m.D_H3, UNITS3)
  undoActivation<T>(activation, m.H3_SUM, m.H3, m.D_H3, m.D_H3_SUM, UNITS3)

  const h2 = region<T>(m.H2_KEPT)
  const dH2 = region<T>(m.D_H2_KEPT)
  const h3w = parameter<T>(m.H3W)
  const dH3Sum = region<T>(m.D_H3_SUM)
  denseBackward<T>(h2, h3w, dH3Sum, dH2, gradient<T>(m.H3W), gradient<T>(m.H3B), UNITS2, UNITS3)
  undoDropout<T>(2, training, m.D_H2_KEPT, m.D_H2, UNITS2)
  undoActivation<T>(activation, m.H2_SUM, m.H2, m.D_H2, m.D_H2_SUM, UNITS2)

  const h1 = region<T>(m.H1)
  const dH1 = region<T>(m.D_H1)
  conv2Backward<T>(
    h1,
    parameter<T>(m.H2W),
    region<T>(m.D_H2_SUM),
    dH1,
    gradient<T>(m.H2W),
    gradient<T>(m.H2B),
  )
  undoActivation<T>(activation, m.H1_SUM, m.H1, m.D_H1, m.D_H1_SUM, UNITS1)

  conv1Backward<T>(region<T>(m.ROLLED), region<T>(m.D_H1_SUM), gradient<T>(m.H1W), gradient<T>(m.H1B))
}

/** Adds scale · the curvatures of the sample to CURVATURES, after `forward` with the same `training`. Of MSE alone; uses the regions of the derivatives. */
export function curvature<T>(scale: f64, training: bool): void {
  const cOutSum = region<T>(m.D_OUT_SUM)
  mseCurvature<T>(scale, region<T>(m.D_OUT))
  undoActivationSquared<T>(outputActivation(), m.OUT_SUM, m.OUT, m.D_OUT, m.D_OUT_SUM, CLASSES)

  const h3 = region<T>(m.H3_KEPT)
  const cH3 = region<T>(m.D_H3_KEPT)
  const outw = parameter<T>(m.OUTW)
  denseCurvature<T>(h3, outw, cOutSum, cH3, ofCurvature<T>(m.OUTW), ofCurvature<T>(m.OUTB), UNITS3, CLASSES)
  undoDropoutSquared<T>(3, training, m.D_H3_KEPT, m.D_H3, UNITS3)
  undoActivationSquared<T>(activation, m.H3_SUM, m.H3, m.D_H3, m.D_H3_SUM, UNITS3)

  const h2 = region<T>(m.H2_KEPT)
  const cH2 = region<T>(m.D_H2_KEPT)
  const h3w = parameter<T>(m.H3W)
  const cH3Sum = region<T>(m.D_H3_SUM)
  denseCurvature<T>(h2, h3w, cH3Sum, cH2, ofCurvature<T>(m.H3W), ofCurvature<T>(m.H3B), UNITS2, UNITS3)
  undoDropoutSquared<T>(2, training, m.D_H2_KEPT, m.D_H2, UNITS2)
  undoActivationSquared<T>(activation, m.H2_SUM, m.H2, m.D_H2, m.D_H2_SUM, UNITS2)

  const h1 = region<T>(m.H1)
  const cH1 = region<T>(m.D_H1)
  const cH2Sum = region<T>(m.D_H2_SUM)
  conv2Curvature<T>(h1, parameter<T>(m.H2W), cH2Sum, cH1, ofCurvature<T>(m.H2W), ofCurvature<T>(m.H2B))
  undoActivationSquared<T>(activation, m.H1_SUM, m.H1, m.D_H1, m.D_H1_SUM, UNITS1)

  const cH1Sum = region<T>(m.D_H1_SUM)
  conv1Curvature<T>(region<T>(m.ROLLED), cH1Sum, ofCurvature<T>(m.H1W), ofCurvature<T>(m.H1B))
}

export function clearCurvatures<T>(): void {
  clear<T>(region<T>(m.CURVATURES), m.PARAMETER_COUNT)
}

/** MOMENT1, Newton's h, += gamma · (CURVATURES − MOMENT1). */
export function followCurvatures<T>(gamma: f64): void {
  follow<T>(region<T>(m.MOMENT1), region<T>(m.CURVATURES), m.PARAMETER_COUNT, gamma)
}

export function newtonStep<T>(lr: f64, mu: f64): void {
  const w = region<T>(m.PARAMETERS)
  newton<T>(w, region<T>(m.GRADIENTS), region<T>(m.MOMENT1), m.PARAMETER_COUNT, lr, mu)
}

export function clearGradients<T>(): void {
  clear<T>(region<T>(m.GRADIENTS), m.PARAMETER_COUNT)
}

export function sgdStep<T>(lr: f64): void {
  sgd<T>(region<T>(m.PARAMETERS), region<T>(m.GRADIENTS), m.PARAMETER_COUNT, lr)
}

/** `step` counts from 1. */
export function adamwStep<T>(step: i32, lr: f64, beta1: f64, beta2: f64, eps: f64, weightDecay: f64): void {
  const w = region<T>(m.PARAMETERS)
  const dw = region<T>(m.GRADIENTS)
  const moment1 = region<T>(m.MOMENT1)
  const moment2 = region<T>(m.MOMENT2)
  adamw<T>(w, dw, moment1, moment2, m.PARAMETER_COUNT, step, lr, beta1, beta2, eps, weightDecay)
}

/** The address of a region in the block of precision `T`. */
function region<T>(offset: i32): usize {
  return (sizeof<T>() == 4 ? m.BLOCK32 : m.BLOCK64) + <usize>offset * sizeof<T>()
}

function parameter<T>(tensor: i32): usize {
  return region<T>(m.PARAMETERS + tensor)
}

function gradient<T>(tensor: i32): usize {
  return region<T>(m.GRADIENTS + tensor)
}

function drop<T>(layer: i32, training: bool, x: i32, y: i32, n: i32): void {
  if (training && dropoutAfter == layer) dropoutForward<T>(region<T>(x), m.MASK, dropout, region<T>(y), n)
  else memory.copy(region<T>(y), region<T>(x), n * sizeof<T>())
}

function undoDropout<T>(layer: i32, training: bool, dy: i32, dx: i32, n: i32): void {
  if (training && dropoutAfter == layer) dropoutBackward<T>(region<T>(dy), m.MASK, dropout, region<T>(dx), n)
  else memory.copy(region<T>(dx), region<T>(dy), n * sizeof<T>())
}

function undoActivation<T>(kind: i32, x: i32, y: i32, dy: i32, dx: i32, n: i32): void {
  activationBackward<T>(kind, region<T>(x), region<T>(y), region<T>(dy), region<T>(dx), n)
}

function ofCurvature<T>(tensor: i32): usize {
  return region<T>(m.CURVATURES + tensor)
}

function undoActivationSquared<T>(kind: i32, x: i32, y: i32, cy: i32, cx: i32, n: i32): void {
  activationCurvature<T>(kind, region<T>(x), region<T>(y), region<T>(cy), region<T>(cx), n)
}

/** The factor of a kept unit twice. */
function undoDropoutSquared<T>(layer: i32, training: bool, cy: i32, cx: i32, n: i32): void {
  undoDropout<T>(layer, training, cy, cx, n)
  undoDropout<T>(layer, training, cx, cx, n)
}
