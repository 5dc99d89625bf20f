/** SGD and AdamW (Loshchilov and Hutter 2019, as torch.optim.AdamW), over all parameters in one array. */
import { ADAMW, SGD } from '../peer.js'

export type Step = () => void

/** w −= lr·g; the gradients are 0 then. */
export function sgd<T extends Float32Array | Float64Array>(parameters: T, gradients: T): Step {
  return () => {
    for (let i = 0; i < parameters.length; i++) {
      parameters[i] = parameters[i]! - SGD.lr * gradients[i]!
      gradients[i] = 0
    }
  }
}

export function adamw<T extends Float32Array | Float64Array>(parameters: T, gradients: T): Step {
  const { lr, beta1, beta2, eps, weightDecay } = ADAMW
  const first = new Float64Array(parameters.length)
  const second = new Float64Array(parameters.length)
  let steps = 0
  return () => {
    steps++
    const rate = lr / (1 - beta1 ** steps)
    const root = 1 / Math.sqrt(1 - beta2 ** steps)
    const decay = 1 - lr * weightDecay
    for (let i = 0; i < parameters.length; i++) {
      const g = gradients[i]!
      const m = beta1 * first[i]! + (1 - beta1) * g
      const v = beta2 * second[i]! + (1 - beta2) * g * g
      first[i] = m
      second[i] = v
      parameters[i] = parameters[i]! * decay - (rate * m) / (Math.sqrt(v) * root + eps)
      gradients[i] = 0
    }
  }
}
