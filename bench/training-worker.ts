/** A worker thread that trains a network as long as it is told, and says how far it came. */
import { parentPort } from 'node:worker_threads'
import type { Digits } from '../src/data/index.js'
import { recipes } from '../src/model/recipes.js'
import { loadSubject, type Target } from './target.js'

export interface Job {
  /** 256 digits; with the first job. */
  readonly digits?: Digits
  readonly milliseconds: number
}

export interface Result {
  /** Windows of 256 digits done. */
  readonly windows: number
  readonly seconds: number
}

let target: Target | undefined

parentPort!.on('message', async ({ digits, milliseconds }: Job) => {
  if (digits) target = await loadSubject(recipes.base, digits)
  parentPort!.postMessage(train(target!, milliseconds))
})

function train({ trainWindow }: Target, milliseconds: number): Result {
  const started = performance.now()
  for (let windows = 1; ; windows++) {
    trainWindow()
    const passed = performance.now() - started
    if (passed >= milliseconds) return { windows, seconds: passed / 1000 }
  }
}
