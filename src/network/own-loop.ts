/** One image at a time, for a training loop of the user's own. The errors are those of `Network`'s methods. */
import { checkImage, checkLabel } from '../model/digits.js'
import { LenetError } from '../model/errors.js'
import { show } from '../model/validate.js'
import type { ModuleAccess } from './access.js'

export function forward(access: ModuleAccess, image: Float32Array): Float32Array {
  const module = access.ownLoop()
  checkImage(image, 'forward')
  module.images.set(image)
  module.exports.forwardSample(0)
  access.forwarded = true
  return module.output.slice()
}

export function backward(access: ModuleAccess, label: number, scale: number): number {
  const module = access.ownLoop()
  if (!access.forwarded)
    throw new LenetError('ERR_ORDER', 'backward: found no forward right before it; call forward(image) first')
  checkLabel(label)
  if (!isFloat32(scale))
    throw new LenetError('ERR_VALUE', `backward: scale ${show(scale)}, expected a finite float32`)
  access.forwarded = false
  return module.exports.backwardSample(label, scale)
}

export function step(access: ModuleAccess, lr: number): void {
  const module = access.ownLoop()
  if (!(isFloat32(lr) && lr >= 0))
    throw new LenetError('ERR_VALUE', `step: learning rate ${show(lr)}, expected a number from 0`)
  access.forwarded = false
  module.exports.step(lr)
  module.exports.zeroGradients()
}

/** Whether a number is finite, also in the precision of the weights. */
const isFloat32 = (value: number): boolean => Number.isFinite(value) && Number.isFinite(Math.fround(value))
