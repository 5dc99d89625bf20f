/** The thread of a pool: trains networks on the digits that all threads share, and saves where each stands as it goes. */
import { Tinypool } from 'tinypool'
import { digitsPerPass, type TrainingDigits } from './digits.js'
import { type Job, type Result, Store } from './store.js'
import { Trainer } from './trainer.js'

/** What every thread is started with; the memory behind it is shared. */
export interface Shared {
  readonly digits: TrainingDigits
  readonly digest: string
  /** Folder for what is saved. */
  readonly work: string
  /** Digits trained by all threads so far. */
  readonly trained: BigUint64Array
}

/** Seconds of work that an interruption may cost. */
const SAVE_EVERY = 20

export default async function work(job: Job): Promise<Result> {
  const { digits, digest, work: folder, trained } = Tinypool.workerData as Shared
  const store = await Store.of(job, digest, folder)
  const trainer = await Trainer.create(job.recipe, job.seed, digits)
  const saved = await store.loadSnapshot(trainer.snapshot().parameters.length)
  if (saved) trainer.restore(saved)
  let seconds = saved?.seconds ?? 0
  let sinceSaved = 0
  let loss = Number.NaN
  const report = (count: number) => void Atomics.add(trained, 0, BigInt(count))
  report(trainer.pass * digitsPerPass(job.recipe, digits))
  while (trainer.pass < job.recipe.passes) {
    const started = performance.now()
    loss = trainer.trainPass(report)
    const spent = (performance.now() - started) / 1000
    seconds += spent
    sinceSaved += spent
    if (sinceSaved < SAVE_EVERY || trainer.pass === job.recipe.passes) continue
    await store.saveSnapshot(trainer.snapshot(), seconds)
    sinceSaved = 0
  }
  const result = { seed: job.seed, state: trainer.state(), loss, seconds }
  await store.saveResult(result)
  return result
}
