/** Who may use a network's module, and when. */
import { LenetError } from '../model/errors.js'
import { show } from '../model/validate.js'
import type { Float32Module } from '../wasm/index.js'
import { startOfTraining } from './training-state.js'

/** A network's module until `dispose`, and what decides what may be done with it. */
export class ModuleAccess {
  /** Where `fit` stands. */
  readonly fit = startOfTraining()
  /** Whether what the last `forward` left for `backward` is still there. */
  forwarded = false
  #module: Float32Module | undefined

  constructor(module: Float32Module) {
    this.#module = module
  }

  get disposed(): boolean {
    return this.#module === undefined
  }

  dispose(): void {
    this.#module = undefined
  }

  /** For what may be done at any time. */
  live(): Float32Module {
    if (!this.#module)
      throw new LenetError('ERR_DISPOSED', 'this network has been disposed of; create or load another')
    return this.#module
  }

  /** For what changes the network: not during a `fit`. */
  idle(): Float32Module {
    const module = this.live()
    if (this.fit.running) {
      throw new LenetError(
        'ERR_BUSY',
        'this network is training: end the running fit (break, or its signal) first',
      )
    }
    return module
  }

  /** For your own loop: not within a batch of `fit`, whose gradient it would add to. */
  ownLoop(): Float32Module {
    const module = this.idle()
    const done = module.exports.samplesInBatch()
    if (done > 0) {
      throw new LenetError(
        'ERR_ORDER',
        `a fit was stopped after ${done} digits of a batch, expected at the end of one; continue the fit before using your own loop`,
      )
    }
    return module
  }

  /** For what only Newton's method has; during a `fit` it may be read, but not changed. */
  newton(optimizer: string, use: 'read' | 'change'): Float32Module {
    if (optimizer !== 'newton')
      throw new LenetError('ERR_CONFIG', `optimizer is ${show(optimizer)}; only "newton" has curvatures`)
    return use === 'read' ? this.live() : this.idle()
  }
}
