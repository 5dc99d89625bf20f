/** A worker thread that trains a network as long as it is told, and says how far it came. */
import { parentPort } from 'node:worker_threads'
import type { Digits } from '../src/data/index.js'
import { recipes } from '../src/model/recipes.js'
import { loadTarget, type Target } from './target.js'

export interface Job {
  /** 256 digits; with the first job. */
  readonly digits?: Digits
  readonly milliseconds: number
}

export interface Result {
  /** Buffers of 256 digits done. */
  readonly buffers: number
  readonly seconds: number
}

let target: Target | undefined

parentPort!.on('message', async ({ digits, milliseconds }: Job) => {
  if (digits) target = await loadTarget(recipes.base, digits)
  parentPort!.postMessage(train(target!, milliseconds))
})

function train({ trainBuffer }: Target, milliseconds: number): Result {
  const started = performance.now()
  for (let buffers = 1; ; buffers++) {
    trainBuffer()
    const passed = performance.now() - started
    if (passed >= milliseconds) return { buffers, seconds: passed / 1000 }
  }
}
