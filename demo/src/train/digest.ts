/** The digest of the weights while nothing changes them, and what gives the same one in Node. */
import * as clock from '../page/clock.js'
import { $ } from '../page/elements.js'
import { fromConfig, inNode } from './settings.js'
import type { Trainer } from './trainer.js'

/** To be called at each change of state. */
export function digest(): (trainer: Trainer) => Promise<void> {
  /** Counts the states: a digest that comes after the next one has begun is of no use. */
  let states = 0
  return async (trainer) => {
    const state = ++states
    $('digest').textContent = '–'
    if (trainer.state === 'busy' || trainer.state === 'running') {
      $('digest-label').textContent =
        trainer.state === 'running'
          ? 'SHA-256 of the weights, when it pauses or ends'
          : 'SHA-256 of the weights'
      return
    }
    const settings = trainer.config && fromConfig(trainer.config)
    $('command').textContent = settings ? inNode(settings) : ''
    $('digest-hint').hidden = !settings
    $('digest-label').textContent =
      trainer.state === 'done'
        ? 'SHA-256 of the trained weights'
        : `SHA-256 of the weights after ${clock.passes(trainer.passes)}${trainer.withinPass ? ' and part of the next' : ''}`
    // without Web Crypto, as on a page that came by plain http, the reason stands there
    const text = await trainer.digest().catch((error: Error) => error.message)
    if (state === states) $('digest').textContent = text ?? '–'
  }
}
